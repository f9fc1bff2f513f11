import { ChatError, type ChannelId, type Me, type Membership } from '../../domain'
import type { ChatFeatures } from '../../ports'
import { createMemoryGoverning, createMemoryReceipts, requireFreeName } from './memoryGoverning'
import type { MemoryWorld } from './memoryWorld'

export interface MemoryFeatureDeps {
  readonly world: MemoryWorld
  /** One call: waits at the gate, then runs; rejects when the line ends first. */
  call<T>(operation: string, run: () => T): Promise<T>
  signedIn(): Me
}

/** Of messages that are found. */
const pageSize = 25

export function createMemoryFeatures(deps: MemoryFeatureDeps): ChatFeatures {
  const { world, call, signedIn } = deps
  const change = (operation: string, id: ChannelId, fields: Partial<Membership>): Promise<void> =>
    call(operation, () => {
      if (!world.setMembership(signedIn().id, id, fields)) throw notMine()
    })

  return {
    commands: { list: notHere, run: notHere },
    membership: {
      setFavorite: (id, isFavorite) => change('setFavorite', id, { isFavorite }),
      setMuted: (id, isMuted) => change('setMuted', id, { isMuted }),
      setNotifyAbout: (id, notifyAbout) => change('setNotifyAbout', id, { notifyAbout }),
      setUnreadHidden: (id, isUnreadHidden) => change('setUnreadHidden', id, { isUnreadHidden }),
      setHidden: ({ id }, isHidden) =>
        change('setHidden', id, isHidden ? { isOpen: false, hasAlert: false } : { isOpen: true }),
      leave: (id) =>
        call('leave', () => {
          if (world.messagesOf(id, signedIn().id) === null) throw notMine()
          world.leave(signedIn(), id)
        }),
    },
    marks: {
      setPinned: notHere,
      setStarred: notHere,
      report: notHere,
      pinned: notHere,
      starred: notHere,
    },
    emoji: { list: () => Promise.resolve([]) },
    files: { list: notHere },
    governing: createMemoryGoverning(deps),
    members: {
      list: notHere,
      standing: notHere,
      add: notHere,
      remove: notHere,
      setRole: notHere,
    },
    people: { profile: notHere, own: notHere, setStatus: notHere, saveProfile: notHere },
    permissions: { rights: () => Promise.resolve(() => false) },
    threads: { list: notHere, replies: notHere, setFollowed: notHere, markRead: notHere },
    receipts: createMemoryReceipts(deps),
    search: {
      inChannel: (id, words, offset) =>
        call('search', () => {
          const all = world.messagesOf(id, signedIn().id)
          if (all === null) throw new ChatError('permission', 'not a member')
          const holds = (text: string) => text.toLowerCase().includes(words.toLowerCase())
          const hits = all.filter(({ text }) => holds(text)).toReversed()
          const end = offset + pageSize
          return {
            items: hits.slice(offset, end),
            nextOffset: end < hits.length ? end : null,
            total: hits.length,
          }
        }),
    },
    directory: {
      find: (query) => call('find', () => world.findByName(signedIn().id, query)),
      joinChannel: (id) =>
        call('joinChannel', () => {
          if (world.channelKind(id) !== 'public') throw new ChatError('notFound', 'no such channel')
          world.rejoin(signedIn(), id)
        }),
      channels: notHere,
      people: notHere,
      create: ({ kind, name, topic, isReadOnly, usernames }) =>
        call('create', () => {
          requireFreeName(world, name)
          const others = usernames.flatMap((one) => world.userByName(one) ?? [])
          const id = world.addChannel(kind, name, [signedIn(), ...others])
          world.setChannel(id, { topic, isReadOnly })
          return id
        }),
      openDirect: (username = '') =>
        call('openDirect', () => {
          const peer = world.userByName(username)
          if (peer === null) throw new ChatError('notFound', 'no such user')
          return world.direct(signedIn(), peer)
        }),
    },
  }
}

function notMine(): ChatError {
  return new ChatError('notFound', 'no such channel of mine')
}

/** Its capabilities say so. */
function notHere(): Promise<never> {
  return Promise.reject(new ChatError('validation', 'this world has no such thing'))
}
