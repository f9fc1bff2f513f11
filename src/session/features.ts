import { channelEntry, type ChannelId } from '../domain'
import type { ChatFeatures, ChatTransport, Directory, People } from '../ports'
import type { StateStore } from './store'

export interface FeatureDeps {
  fetchChannels(transport: ChatTransport): Promise<unknown>
}

/** The features of the line, of which those that change what the state knows resolve when it knows. */
export async function sessionFeatures(
  store: StateStore,
  transport: ChatTransport,
  { fetchChannels }: FeatureDeps,
): Promise<ChatFeatures> {
  const features = await transport.features()
  return {
    ...features,
    directory: learning(features.directory),
    people: renaming(features.people),
  }

  /** The event of a new channel may come after the answer that names it. */
  async function learn(id: ChannelId): Promise<void> {
    const entry = channelEntry(store.state, id)
    const isKnown = entry !== null && entry.channel !== null && entry.membership !== null
    if (!isKnown) await fetchChannels(transport)
  }

  /** No event tells of it. */
  function renaming(people: People): People {
    return {
      ...people,
      async saveProfile(profile) {
        await people.saveProfile(profile)
        store.dispatch({ type: 'ownNameChanged', name: profile.name })
      },
    }
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
