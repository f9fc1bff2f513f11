import type { Commands, SlashCommand } from '../../../ports'
import { objects, text } from '../fields'
import type { Rest } from '../rest'
import type { FeatureDeps } from '.'
import { perConnection } from './perConnection'

/** Of one page. */
const count = 100
/** Pages at most: a server has some dozens. */
const mostPages = 10
/** They change with the apps of a workspace. */
const commandsOf = perConnection(fetchCommands)

/** rocketchat.md §5.2 */
export function createCommands({ rest }: FeatureDeps): Commands {
  return {
    list: () => commandsOf(rest),
    async run({ channelId: roomId, rootId, name, params }) {
      const tmid = rootId === null ? {} : { tmid: rootId }
      await rest.post('commands.run', { command: name, roomId, params, ...tmid })
    },
  }
}

async function fetchCommands(rest: Rest): Promise<readonly SlashCommand[]> {
  const commands: SlashCommand[] = []
  for (let page = 0; page < mostPages; page += 1) {
    const listed = objects(
      await rest.get('commands.list', { count, offset: page * count }),
      'commands',
    )
    for (const record of listed) {
      const name = text(record, 'command')
      if (name === '' || record.clientOnly === true) continue
      commands.push({
        name,
        params: text(record, 'params'),
        description: text(record, 'description'),
      })
    }
    if (listed.length < count) break
  }
  return commands
}
