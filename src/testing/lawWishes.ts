import {
  entriesOf,
  type ChannelId,
  type MessageId,
  type Timestamp,
  type UserId,
  type Wish,
} from '../domain'
import type { RecordStorage } from '../ports'
import type { Session } from '../session'
import { readWish } from '../session/wishRecord'
import type { MemoryWorld } from '../transports/memory'

/** What a server was made to do, however often it was asked. */
export interface LawJournal {
  /** How often a message came to be. */
  posted(id: string): number
  /** How often a text was put in the place of another one. */
  edited(text: string): number
  isRemoved(id: string): boolean
  /** When a user wrote in a channel last, by the server's clock; 0: never. */
  writtenAt(author: UserId, channel: ChannelId): Timestamp
}

/** Keeps a journal of a world from now on. */
export function keepJournal(world: MemoryWorld): LawJournal {
  const posts = new Map<string, number>()
  const edits = new Map<string, number>()
  const removed = new Set<string>()
  const written = new Map<string, Timestamp>()
  const { post, edit, remove } = { ...world }
  Object.assign(world, {
    post: (...[author, channel, text, id, attachments]: Parameters<typeof post>) => {
      const isNew = id !== undefined && world.find(id, author.id) === null
      if (isNew) {
        posts.set(id, (posts.get(id) ?? 0) + 1)
        // The time that it will bear: its author hears of it before the call returns.
        written.set(`${author.id} ${channel}`, world.now() + 1)
      }
      return post(author, channel, text, id, attachments)
    },
    edit: (id: MessageId, text: string) => {
      edits.set(text, (edits.get(text) ?? 0) + 1)
      edit(id, text)
    },
    remove: (id: MessageId) => {
      removed.add(id)
      remove(id)
    },
  })
  return {
    posted: (id) => posts.get(id) ?? 0,
    edited: (text) => edits.get(text) ?? 0,
    isRemoved: (id) => removed.has(id),
    writtenAt: (author, channel) => written.get(`${author} ${channel}`) ?? 0,
  }
}

/** What the tabs of one user have taken upon themselves, in the order it was wished. */
export interface LawWishes {
  /** Runs what users do and notes which wishes come, change and go by it. */
  watch<T>(session: Session, run: () => T): T
  /** A tab that ends without a word keeps what was stored of its wishes, as it was stored. */
  crashed(session: Session, records: RecordStorage): Promise<void>
  all(): readonly Wish[]
  has(id: string): boolean
}

export function createLawWishes(): LawWishes {
  const wishes = new Map<string, Wish>()
  /** The tab that made, changed or gave up each wish last. */
  const ownerById = new Map<string, Session>()

  return {
    watch(session, run) {
      const before = new Map(waiting(session).map((wish) => [wish.id, wish]))
      const result = run()
      for (const wish of waiting(session)) {
        if (before.get(wish.id) !== wish) {
          wishes.set(wish.id, wish)
          ownerById.set(wish.id, session)
        }
        before.delete(wish.id)
      }
      for (const id of before.keys()) {
        wishes.delete(id)
        ownerById.set(id, session)
      }
      return result
    },
    async crashed(session, records) {
      const stored = new Map<string, Wish>()
      for (const [, value] of await records.readAll()) {
        const wish = readWish(value)
        if (wish !== null) stored.set(wish.id, wish)
      }
      for (const { id } of waiting(session)) if (!stored.has(id)) wishes.delete(id)
      for (const [id, wish] of stored) if (ownerById.get(id) === session) wishes.set(id, wish)
    },
    all: () => [...wishes.values()],
    has: (id) => wishes.has(id),
  }
}

/** What a tab has not heard the end of. */
export function waiting({ state }: Session): readonly Wish[] {
  return [...entriesOf(state.outbox)].flatMap(([, { list }]) => list)
}

/** Takes back the last deletion of a channel that can still be. */
export function takeBackRemoval(session: Session, channel: ChannelId): void {
  const held = waiting(session).findLast(
    (wish) => wish.channelId === channel && wish.state === 'held',
  )
  if (held !== undefined) session.discard(channel, held.id)
}
