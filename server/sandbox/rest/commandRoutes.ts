/** Slash commands (rocketchat.md §5.2). */
import { COMMANDS, type Command } from '../world/commands'
import type { Room } from '../world/types'
import type { World } from '../world/world'
import { failure, success } from './answers'
import { pageOf, PAGING, sortedBy } from './paging'
import { refuse, route, type Route } from './route'
import { optional, text } from './shape'

export const commandRoutes: readonly Route[] = [
  route('GET', 'commands.list', { ...PAGING, query: optional(text) }, ({ input }) => {
    const { items, ...counts } = pageOf(sortedBy(COMMANDS, input.sort), input)
    return success({ commands: items, appsLoaded: true, ...counts })
  }),
  route('GET', 'commands.get', { command: text }, ({ input }) => {
    const command = COMMANDS.find((one) => one.command === input.command.toLowerCase())
    return command === undefined
      ? failure(400, `There is no command in the system by the name of: ${input.command}`)
      : success({ command })
  }),
  route(
    'POST',
    'commands.run',
    {
      command: text,
      roomId: text,
      params: optional(text),
      tmid: optional(text),
      triggerId: optional(text),
    },
    ({ world, user, input }) => {
      const { command } = requireCommand(input.command)
      const room = requireRoom(world, user._id, input.roomId)
      const { params = '', tmid } = input
      if (tmid !== undefined && world.store.messages.get(tmid)?.rid !== room._id) {
        return failure(400, 'Invalid thread.')
      }
      world.commands.run(command, { userId: user._id, room, params, tmid })
      return success({})
    },
  ),
  route(
    'GET',
    'commands.preview',
    { command: text, roomId: text, params: optional(text) },
    ({ world, user, input }) => {
      requireCommand(input.command)
      requireRoom(world, user._id, input.roomId)
      return success({ preview: { i18nTitle: '', items: [] } })
    },
  ),
]

function requireCommand(name: string): Command {
  const command = COMMANDS.find((one) => one.command === name.toLowerCase())
  return command ?? refuse(failure(400, 'The command provided does not exist (or is disabled).'))
}

function requireRoom(world: World, userId: string, rid: string): Room {
  const room = world.store.rooms.get(rid)
  if (room !== undefined && world.canRead(userId, room)) return room
  return refuse(failure(403, 'User does not have access to this room'))
}
