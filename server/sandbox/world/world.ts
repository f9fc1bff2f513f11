/**
 * The model of a Rocket.Chat workspace: pure, synchronous, without sockets, clocks or chance of its own.
 * REST and DDP are thin shells around it; what a write tells the outside leaves as `Effect`s.
 */
import { createWorldClock, type WorldClock } from './clock'
import { canRead, type Core, type PasswordHasher } from './core'
import { FORGETFUL, recorded, type Journal } from './journal'
import { createAccountOps, type AccountOps } from './accounts'
import { createCleaningOps, type CleaningOps } from './cleaning'
import { createCommandOps, type CommandOps } from './commands'
import { createDiscussionOps, type DiscussionOps } from './discussions'
import { createGoverningOps, type GoverningOps } from './governing'
import { createMembershipOps, type MembershipOps } from './membership'
import { createMarkOps, type MarkOps } from './marks'
import { createMessageOps, type MessageOps } from './messages'
import { may } from './permissions'
import { createProfileOps, type ProfileOps } from './profile'
import { react } from './reactions'
import { createReadOps, type ReadOps } from './reading'
import { restore } from './restore'
import { createRoomOps, type RoomOps } from './rooms'
import { DEFAULT_SETTINGS } from './settings'
import { createStore, type Store } from './store'
import { createThreadOps, type ThreadOps } from './threads'
import { createTransactions, transactional } from './transactions'
import type { Effect, Message, Room, User } from './types'
import { createUploadOps, type UploadOps } from './uploads'
import { createUserOps, type UserOps } from './users'

export interface WorldDeps {
  /** Epoch ms. */
  readonly now: () => number
  readonly newId: () => string
  readonly newToken: () => string
  readonly passwords: PasswordHasher
  readonly hashToken: (token: string) => string
  /** What it has kept is there from the start, and every write is kept by it. Default: nothing is kept. */
  readonly journal?: Journal
}

export interface World {
  /** The tables, for reading; writes go through the operations. */
  readonly store: Store
  readonly core: Core
  readonly users: UserOps
  readonly rooms: RoomOps
  readonly messages: MessageOps
  readonly reading: ReadOps
  readonly membership: MembershipOps
  readonly governing: GoverningOps
  readonly accounts: AccountOps
  readonly discussions: DiscussionOps
  readonly cleaning: CleaningOps
  readonly profile: ProfileOps
  readonly commands: CommandOps
  readonly marks: MarkOps
  readonly threads: ThreadOps
  readonly uploads: UploadOps
  react: (userId: string, messageId: string, emoji: string, wanted?: boolean) => Message
  canRead: (userId: string, room: Room) => boolean
  may: (user: User, permission: string, rid?: string) => boolean
  setSetting: (id: string, value: unknown) => void
  /** Several writes as one: kept together, told afterwards. Each operation by itself is one already. */
  transaction: <T>(operation: () => T) => T
  /** Calls `listener` with each effect, in order, once its write is kept. Returns the function that ends it. */
  listen: (listener: (effect: Effect) => void) => () => void
}

export function createWorld(deps: WorldDeps): World {
  const listeners = new Set<(effect: Effect) => void>()
  const journal = deps.journal ?? FORGETFUL
  const transactions = createTransactions(journal, (effect) => {
    for (const listener of listeners) listener(effect)
  })
  const { run } = transactions
  const clock = createWorldClock(deps.now)
  const store = recorded(filledStore(clock, journal), transactions.record)
  const { newId, newToken, passwords, hashToken } = deps
  const { emit } = transactions
  const core: Core = { store, clock, newId, newToken, passwords, hashToken, emit }
  const rooms = createRoomOps(core)
  const membership = createMembershipOps(core)
  const governing = createGoverningOps(core)
  const profile = createProfileOps(core)
  const messages = createMessageOps(core)
  const tools = { core, rooms, membership, governing, profile, send: messages.send }
  return {
    store,
    core,
    users: transactional(createUserOps(core), run),
    rooms: transactional(rooms, run),
    messages: transactional(messages, run),
    reading: transactional(createReadOps(core), run),
    membership: transactional(membership, run),
    governing: transactional(governing, run),
    accounts: transactional(createAccountOps(core), run),
    discussions: transactional(createDiscussionOps(core), run),
    cleaning: transactional(createCleaningOps(core), run),
    profile: transactional(profile, run),
    commands: transactional(createCommandOps(tools), run),
    marks: transactional(createMarkOps(core), run),
    threads: transactional(createThreadOps(core), run),
    uploads: transactional(createUploadOps(core), run),
    react: (userId, messageId, emoji, wanted) =>
      run(() => react(core, userId, messageId, emoji, wanted)),
    canRead: (userId, room) => canRead(core, userId, room),
    may: (user, permission, rid) => may(core, user, permission, rid),
    setSetting: (id, value) => {
      run(() => changeSetting(core, id, value))
    },
    transaction: run,
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function filledStore(clock: WorldClock, journal: Journal): Store {
  const store = createStore()
  for (const [id, value] of Object.entries(DEFAULT_SETTINGS)) store.putSetting(id, value)
  restore(store, clock, journal.load())
  return store
}

function changeSetting({ store, emit }: Core, id: string, value: unknown): void {
  store.putSetting(id, value)
  emit({ kind: 'all', event: 'public-settings-changed', args: ['updated', { _id: id, value }] })
}
