/** Slash commands (rocketchat.md §4.8, §5.2): what there are, and what each of them does. */
import { toUser, type Core } from './core'
import { WorldError } from './errors'
import type { GoverningOps } from './governing'
import type { MembershipOps } from './membership'
import type { ProfileOps } from './profile'
import type { Draft, Sent } from './messages'
import type { RoomOps } from './rooms'
import type { Room, User } from './types'

export interface Command {
  readonly command: string
  /** The key of a text. */
  readonly description: string
  readonly params?: string
  readonly permission?: string
  readonly clientOnly: boolean
  readonly providesPreview: boolean
}

export interface CommandCall {
  readonly userId: string
  readonly room: Room
  readonly params: string
  readonly tmid?: string | undefined
}

export interface CommandOps {
  /** What a command cannot do it says to the user alone, as the real server does. */
  run: (name: string, call: CommandCall) => void
}

/** What the commands are made of. */
export interface CommandTools {
  readonly core: Core
  readonly rooms: Pick<RoomOps, 'found' | 'openDirect'>
  readonly membership: MembershipOps
  readonly governing: GoverningOps
  readonly profile: ProfileOps
  readonly send: (userId: string, draft: Draft) => Sent
}

type Run = (tools: CommandTools, call: CommandCall) => void

interface Entry extends Omit<Command, 'command' | 'clientOnly' | 'providesPreview'> {
  readonly run: Run
}

const ENTRIES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  [
    'archive',
    { description: 'Archive', params: '#channel', permission: 'archive-room', run: archive(true) },
  ],
  [
    'create',
    {
      description: 'Create_A_New_Channel',
      params: '#channel',
      permission: 'create-c',
      run: create,
    },
  ],
  ['gimme', text('Slash_Gimme_Description', (words) => `༼ つ ◕_◕ ༽つ ${words}`)],
  ['help', { description: 'Show_the_keyboard_shortcut_list', run: help }],
  ['hide', { description: 'Hide_room', params: '#room', run: hide }],
  [
    'invite',
    {
      description: 'Invite_user_to_join_channel',
      params: '@username',
      permission: 'add-user-to-joined-room',
      run: invite,
    },
  ],
  [
    'join',
    {
      description: 'Join_the_given_channel',
      params: '#channel',
      permission: 'view-c-room',
      run: join,
    },
  ],
  [
    'kick',
    {
      description: 'Remove_someone_from_room',
      params: '@username',
      permission: 'remove-user',
      run: kick,
    },
  ],
  ['leave', { description: 'Leave_the_current_channel', run: leave }],
  ['lennyface', text('Slash_LennyFace_Description', (words) => `${words} ( ͡° ͜ʖ ͡°)`)],
  ['me', text('Displays_action_text', (words) => `_${words}_`)],
  [
    'msg',
    {
      description: 'Direct_message_someone',
      params: '@username <message>',
      permission: 'create-d',
      run: message,
    },
  ],
  [
    'mute',
    {
      description: 'Mute_someone_in_room',
      params: '@username',
      permission: 'mute-user',
      run: mute(true),
    },
  ],
  ['part', { description: 'Leave_the_current_channel', run: leave }],
  ['shrug', text('Slash_Shrug_Description', (words) => `${words} ¯\\_(ツ)_/¯`)],
  [
    'status',
    { description: 'Slash_Status_Description', params: 'Slash_Status_Params', run: status },
  ],
  ['tableflip', text('Slash_Tableflip_Description', (words) => `${words} (╯°□°）╯︵ ┻━┻`)],
  [
    'topic',
    {
      description: 'Slash_Topic_Description',
      params: 'Slash_Topic_Params',
      permission: 'edit-room',
      run: topic,
    },
  ],
  [
    'unarchive',
    {
      description: 'Unarchive',
      params: '#channel',
      permission: 'unarchive-room',
      run: archive(false),
    },
  ],
  ['unflip', text('Slash_TableUnflip_Description', (words) => `${words} ┬─┬ ノ( ゜-゜ノ)`)],
  [
    'unmute',
    {
      description: 'Unmute_someone_in_room',
      params: '@username',
      permission: 'mute-user',
      run: mute(false),
    },
  ],
])

export const COMMANDS: readonly Command[] = [...ENTRIES].map(([command, { run: _, ...entry }]) => {
  return { command, ...entry, clientOnly: false, providesPreview: false }
})

export function createCommandOps(tools: CommandTools): CommandOps {
  return {
    run(name, call) {
      try {
        ENTRIES.get(name)?.run(tools, call)
      } catch (error) {
        if (!(error instanceof WorldError)) throw error
        whisper(tools, call, error.reason)
      }
    },
  }
}

/** A command that only says something, with words of its own. */
function text(description: string, make: (words: string) => string): Entry {
  return {
    description,
    params: 'your_message_optional',
    run({ send }, { userId, room, params, tmid }) {
      send(userId, { rid: room._id, msg: make(params).trim(), tmid })
    },
  }
}

/** A line that nobody else sees and that is not kept (§3.3). */
function whisper({ core }: CommandTools, { userId, room, tmid }: CommandCall, msg: string): void {
  const ts = core.clock.instant()
  const line = {
    _id: core.newId(),
    rid: room._id,
    ...(tmid === undefined ? {} : { tmid }),
    msg,
    ts,
    _updatedAt: ts,
    u: { _id: 'rocket.cat', username: 'rocket.cat' },
    private: true,
    groupable: false,
  }
  core.emit(toUser(userId, 'message', [line]))
}

function peopleNamed({ core }: CommandTools, params: string): readonly User[] {
  const names = params
    .split(/[\s,]+/)
    .map((name) => name.replace(/^@/, ''))
    .filter((name) => name !== '')
  return names.map((name) => {
    const user = core.store.userByName(name)
    if (user !== undefined) return user
    throw new WorldError('error-user-not-found', `No user exists by the name of @${name}.`)
  })
}

/** The room named by the command, or the one it was written in. */
function roomNamed({ core }: CommandTools, { room, params }: CommandCall): Room {
  const name = params.trim().replace(/^#/, '')
  if (name === '') return room
  const named = core.store.roomByName(name)
  if (named !== undefined) return named
  throw new WorldError('error-room-not-found', `No channel with name "#${name}" was found!`)
}

function invite(tools: CommandTools, call: CommandCall): void {
  for (const { _id, username } of peopleNamed(tools, call.params)) {
    const isThere = tools.core.store.subscription(call.room._id, _id) !== undefined
    if (isThere) whisper(tools, call, `@${username} is already in here.`)
    else tools.membership.invite(call.userId, call.room._id, [_id])
  }
}

function kick(tools: CommandTools, call: CommandCall): void {
  for (const { _id } of peopleNamed(tools, call.params)) {
    tools.membership.kick(call.userId, call.room._id, _id)
  }
}

function mute(wanted: boolean): Run {
  return (tools, call) => {
    for (const { _id } of peopleNamed(tools, call.params)) {
      tools.membership.setMuted(call.userId, call.room._id, _id, wanted)
    }
  }
}

function join(tools: CommandTools, call: CommandCall): void {
  tools.membership.join(call.userId, roomNamed(tools, call)._id)
}

function leave({ membership }: CommandTools, { userId, room }: CommandCall): void {
  membership.leave(userId, room._id)
}

function hide(tools: CommandTools, call: CommandCall): void {
  tools.membership.hide(call.userId, roomNamed(tools, call)._id)
}

function archive(wanted: boolean): Run {
  return (tools, call) => {
    tools.governing.setArchived(call.userId, roomNamed(tools, call)._id, wanted)
  }
}

function create({ rooms }: CommandTools, { userId, params }: CommandCall): void {
  const words = params.split(/\s+/).filter((word) => word !== '')
  const type = words.includes('private') ? 'p' : 'c'
  const name = words.find((word) => word !== 'private')?.replace(/^#/, '') ?? ''
  rooms.found(userId, { type, name, memberIds: [userId] })
}

function topic({ governing }: CommandTools, { userId, room, params }: CommandCall): void {
  governing.change(userId, room._id, { topic: params.trim() })
}

function status({ profile }: CommandTools, { userId, params }: CommandCall): void {
  profile.setStatus(userId, { message: params })
}

function message(tools: CommandTools, call: CommandCall): void {
  const [, name = '', words = ''] = /^\s*(\S+)\s+([\s\S]+)$/.exec(call.params) ?? []
  if (words === '') {
    throw new WorldError(null, 'Username and message must not be empty.')
  }
  const usernames = peopleNamed(tools, name).map(({ username }) => username)
  const { _id } = tools.rooms.openDirect(call.userId, usernames, false)
  tools.send(call.userId, { rid: _id, msg: words })
}

function help(tools: CommandTools, call: CommandCall): void {
  whisper(tools, call, COMMANDS.map(({ command }) => `/${command}`).join(' '))
}
