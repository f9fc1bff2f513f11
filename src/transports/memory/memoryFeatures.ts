import { ChatError, type Me } from '../../domain'
import type { ChatFeatures } from '../../ports'
import type { MemoryWorld } from './memoryWorld'

export interface MemoryFeatureDeps {
  readonly world: MemoryWorld
  /** One call: waits at the gate, then runs; rejects when the line ends first. */
  call<T>(operation: string, run: () => T): Promise<T>
  signedIn(): Me
}

export function createMemoryFeatures({ world, call, signedIn }: MemoryFeatureDeps): ChatFeatures {
  return {
    directory: {
      find: (query) => call('find', () => world.findByName(signedIn().id, query)),
      joinChannel: (id) =>
        call('joinChannel', () => {
          if (world.channelKind(id) !== 'public') throw new ChatError('notFound', 'no such channel')
          world.rejoin(signedIn(), id)
        }),
      openDirect: (username) =>
        call('openDirect', () => {
          const peer = world.userByName(username)
          if (peer === null) throw new ChatError('notFound', 'no such user')
          return world.direct(signedIn(), peer)
        }),
    },
  }
}
