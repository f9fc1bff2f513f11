import { channelEntry, type ChannelId, type Findings } from '../domain'
import type { ChatTransport } from '../ports'
import type { StateStore } from './store'

/** Ways into channels that are not in the list. See `Session`. */
export interface Directory {
  find(query: string): Promise<Findings>
  joinChannel(channelId: ChannelId): Promise<void>
  openDirect(username: string): Promise<ChannelId>
}

export interface DirectoryDeps {
  /** Throws while there is none. */
  line(): ChatTransport
  fetchChannels(transport: ChatTransport): Promise<unknown>
}

export function createDirectory(store: StateStore, { line, ...deps }: DirectoryDeps): Directory {
  /** The event of a new channel may come after the answer that names it. */
  async function learn(transport: ChatTransport, id: ChannelId): Promise<void> {
    const entry = channelEntry(store.state, id)
    const isKnown = entry !== null && entry.channel !== null && entry.membership !== null
    if (!isKnown) await deps.fetchChannels(transport)
  }

  return {
    find: async (query) => line().find(query),
    async joinChannel(id) {
      const transport = line()
      await transport.joinChannel(id)
      await learn(transport, id)
    },
    async openDirect(username) {
      const transport = line()
      const id = await transport.openDirect(username)
      await learn(transport, id)
      return id
    },
  }
}
