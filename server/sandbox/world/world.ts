/**
 * The model of a Rocket.Chat workspace: pure, synchronous, without sockets, clocks or chance of its own.
 * REST and DDP are thin shells around it; what a write tells the outside leaves as `Effect`s.
 */
import { createWorldClock } from './clock'
import { canRead, type Core, type PasswordHasher } from './core'
import { createMessageOps, type MessageOps } from './messages'
import { react } from './reactions'
import { createReadOps, type ReadOps } from './reading'
import { createRoomOps, type RoomOps } from './rooms'
import { DEFAULT_SETTINGS } from './settings'
import { createStore, type Store } from './store'
import type { Effect, Message, Room } from './types'
import { createUserOps, type UserOps } from './users'

export interface WorldDeps {
  /** Epoch ms. */
  readonly now: () => number
  readonly newId: () => string
  readonly newToken: () => string
  readonly passwords: PasswordHasher
  readonly hashToken: (token: string) => string
}

export interface World {
  /** The tables, for reading; writes go through the operations. */
  readonly store: Store
  readonly core: Core
  readonly users: UserOps
  readonly rooms: RoomOps
  readonly messages: MessageOps
  readonly reading: ReadOps
  react: (userId: string, messageId: string, emoji: string, wanted?: boolean) => Message
  canRead: (userId: string, room: Room) => boolean
  setSetting: (id: string, value: unknown) => void
  /** Calls `listener` with each effect, in order, during the write. Returns the function that ends it. */
  listen: (listener: (effect: Effect) => void) => () => void
}

export function createWorld(deps: WorldDeps): World {
  const listeners = new Set<(effect: Effect) => void>()
  const store = createStore()
  const core: Core = {
    store,
    clock: createWorldClock(deps.now),
    newId: deps.newId,
    newToken: deps.newToken,
    passwords: deps.passwords,
    hashToken: deps.hashToken,
    emit: (effect) => {
      for (const listener of listeners) listener(effect)
    },
  }
  for (const [id, value] of Object.entries(DEFAULT_SETTINGS)) store.putSetting(id, value)
  return {
    store,
    core,
    users: createUserOps(core),
    rooms: createRoomOps(core),
    messages: createMessageOps(core),
    reading: createReadOps(core),
    react: (userId, messageId, emoji, wanted) => react(core, userId, messageId, emoji, wanted),
    canRead: (userId, room) => canRead(core, userId, room),
    setSetting: (id, value) => {
      store.putSetting(id, value)
      core.emit({
        kind: 'all',
        event: 'public-settings-changed',
        args: ['updated', { _id: id, value }],
      })
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
