import { channelEntry, type ChannelId } from '../domain'
import type { ChatFeatures, ChatTransport, Directory } from '../ports'
import type { StateStore } from './store'

export interface FeatureDeps {
  fetchChannels(transport: ChatTransport): Promise<unknown>
}

/** The features of the line, of which those that lead into a channel resolve when the channel is known. */
export async function sessionFeatures(
  store: StateStore,
  transport: ChatTransport,
  { fetchChannels }: FeatureDeps,
): Promise<ChatFeatures> {
  const features = await transport.features()
  return { ...features, directory: learning(features.directory) }

  /** The event of a new channel may come after the answer that names it. */
  async function learn(id: ChannelId): Promise<void> {
    const entry = channelEntry(store.state, id)
    const isKnown = entry !== null && entry.channel !== null && entry.membership !== null
    if (!isKnown) await fetchChannels(transport)
  }

  function learning(directory: Directory): Directory {
    return {
      ...directory,
      async joinChannel(id) {
        await directory.joinChannel(id)
        await learn(id)
      },
      async openDirect(...usernames) {
        const id = await directory.openDirect(...usernames)
        await learn(id)
        return id
      },
      async create(channel) {
        const id = await directory.create(channel)
        await learn(id)
        return id
      },
    }
  }
}
