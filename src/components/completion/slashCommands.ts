import type { ChannelId, MessageId } from '../../domain'
import { toChatError } from '../../domain'
import type { Translate } from '../../i18n'
import type { ChatFeatures, SlashCommand } from '../../ports/features'
import { failureText } from '../common/failureText'

export interface SlashCommandDeps {
  features(): Promise<ChatFeatures>
  place(): { readonly channelId: ChannelId; readonly rootId: MessageId | null }
  readonly text: Translate
  /** Why a text was not taken; empty: it is being tried. */
  onProblem(words: string): void
  /** The text has been carried out. */
  onTaken(message: string): void
}

export interface SlashCommands {
  /** Rejects with a ChatError. */
  list(): Promise<readonly SlashCommand[]>
  /**
   * Whether the text is a command, which is carried out now, or may be one. Of a name that the server does not know the user is
   * told first: the same text again is one for everybody to read.
   */
  takes(message: string): boolean
}

/** A path or a remark such as `/etc/hosts` is none. */
const commandText = /^\/([\p{L}\p{N}_-]+)(?:\s+([\s\S]*))?$/u

/** What is written to a place and begins with a slash (K2). */
export function createSlashCommands(deps: SlashCommandDeps): SlashCommands {
  const { text } = deps
  let isBusy = false
  /** Of a name that is not known. */
  let refused = ''

  const list = async (): Promise<readonly SlashCommand[]> => (await deps.features()).commands.list()

  async function tryOut(message: string, name: string, params: string): Promise<void> {
    const known = (await list()).find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (known === undefined) {
      refused = message
      deps.onProblem(text('command.unknown', { name: `/${name}` }))
      return
    }
    const { commands } = await deps.features()
    await commands.run({ ...deps.place(), name: known.name, params })
    deps.onTaken(message)
  }

  return {
    list,
    takes(message) {
      const found = commandText.exec(message)
      if (found === null || message === refused) {
        refused = ''
        return false
      }
      if (isBusy) return true
      isBusy = true
      deps.onProblem('')
      void tryOut(message, found[1] ?? '', (found[2] ?? '').trim())
        .catch((error: unknown) => {
          deps.onProblem(failureText(toChatError(error).kind, text))
        })
        .finally(() => {
          isBusy = false
        })
      return true
    },
  }
}
