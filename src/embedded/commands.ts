import {
  channelId,
  channelTitle,
  getIn,
  listedChannels,
  messageId,
  toChatError,
  type ChannelEntry,
  type ChannelId,
} from '../domain'
import { EmbedError } from '../embed/portCalls'
import { decodeCommand, type EmbedCommand } from '../protocol/embed'
import type { Router } from '../router'
import type { useChatStore } from '../stores/chat'
import type { useDraftStore } from '../stores/drafts'

export interface CommandDeps {
  readonly chat: ReturnType<typeof useChatStore>
  readonly drafts: ReturnType<typeof useDraftStore>
  readonly router: Router
  /** Resolves when there is a list of channels; rejects when it takes too long. */
  listed(): Promise<void>
  /** What `getState` answers. */
  state(): unknown
}

/** Carries out what the host page asks for (E4). Rejects with an `EmbedError`. */
export function createCommands({ chat, drafts, router, listed, state }: CommandDeps) {
  /** By id, else by name: what everybody calls it, or the list. */
  function find(idOrName: string): ChannelEntry {
    const id = channelId(idOrName)
    const byId = getIn(chat.state.channels, id)
    if (byId !== undefined) return byId
    const name = idOrName.replace(/^#/, '')
    const found = listedChannels(chat.sections).find(
      (entry) => entry.channel?.name === name || channelTitle(entry) === name,
    )
    if (found === undefined) throw new EmbedError('not-found', `There is no channel ${idOrName}.`)
    return found
  }

  async function open(id: ChannelId, message: string | null): Promise<void> {
    const place = { name: 'channel', channelId: id } as const
    await router.push(message === null ? place : { ...place, messageId: messageId(message) })
  }

  async function obey(
    command: Exclude<EmbedCommand, { readonly name: 'getState' }>,
  ): Promise<void> {
    switch (command.name) {
      case 'openChannel':
        return open(find(command.channel).id, command.messageId)
      case 'openDirect': {
        const { directory } = await chat.features()
        return open(await directory.openDirect(command.username), null)
      }
      case 'compose':
        if (chat.currentId === null) throw new EmbedError('no-channel', 'No channel is open.')
        drafts.write(chat.currentId, command.text)
        return
      case 'markRead':
        chat.dismissUnread(command.channel === 'all' ? null : find(command.channel).id)
        chat.settleDismissed()
    }
  }

  return async (name: string, args: unknown): Promise<unknown> => {
    const command = decodeCommand(name, args)
    if (command === null) {
      throw new EmbedError('invalid', `"${name}" is no command, or lacks something.`)
    }
    if (command.name === 'getState') return state()
    await listed()
    await obey(command).catch((error: unknown) => {
      if (error instanceof EmbedError) throw error
      const { kind, message } = toChatError(error)
      throw new EmbedError(kind, message)
    })
    return null
  }
}
