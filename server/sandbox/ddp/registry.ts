/**
 * Who listens to what. An effect is looked up by (stream, event), so its cost grows with its listeners
 * only; its arguments become text once, however many listeners there are.
 */
import type { Effect, Message } from '../world/types'
import { statusCode } from '../world/users'
import type { World } from '../world/world'
import { toEjson } from './ejson'

/** One wire subscription. */
export interface Listener {
  readonly sessionId: string
  userId: () => string | null
  /** Sends one finished frame. */
  send: (frame: string) => void
}

export interface Registry {
  add: (stream: string, event: string, listener: Listener) => void
  remove: (stream: string, event: string, listener: Listener) => void
  /** Brings an effect of the model to its listeners. */
  deliver: (effect: Effect) => void
  /** What a client published: to everybody but the connection it came from (§3.1). */
  republish: (stream: string, event: string, args: readonly unknown[], fromSession: string) => void
}

const MY_MESSAGES = '__my_messages__'

export function createRegistry(world: World): Registry {
  const table = createTable()
  const emit = (
    stream: string,
    event: string,
    args: readonly unknown[],
    accepts: (listener: Listener) => boolean = () => true,
  ): void => {
    const listeners = [...table.find(stream, event)].filter(accepts)
    if (listeners.length === 0) return
    const frame = streamFrame(stream, event, args)
    for (const listener of listeners) listener.send(frame)
  }
  return {
    add: table.add,
    remove: table.remove,
    republish: (stream, event, args, fromSession) => {
      emit(stream, event, args, ({ sessionId }) => sessionId !== fromSession)
    },
    deliver(effect) {
      switch (effect.kind) {
        case 'roomMessage':
          deliverMessage(world, table, emit, effect.message)
          return
        case 'room':
          emit('notify-room', `${effect.rid}/${effect.event}`, effect.args)
          return
        case 'user':
          for (const uid of effect.uids) {
            emit('notify-user', `${uid}/${effect.event}`, effect.args)
          }
          return
        case 'logged':
          emit('notify-logged', effect.event, effect.args)
          return
        case 'all':
          emit('notify-all', effect.event, effect.args)
          return
        case 'presence':
          deliverPresence(table, effect.user)
          return
        case 'tokensRevoked':
          return
      }
    },
  }
}

interface Table {
  add: Registry['add']
  remove: Registry['remove']
  find: (stream: string, event: string) => ReadonlySet<Listener>
}

type Emit = (
  stream: string,
  event: string,
  args: readonly unknown[],
  accepts?: (listener: Listener) => boolean,
) => void

const NOBODY: ReadonlySet<Listener> = new Set()

function createTable(): Table {
  const listeners = new Map<string, Set<Listener>>()
  const key = (stream: string, event: string): string => `${stream} ${event}`
  return {
    add(stream, event, listener) {
      const known = listeners.get(key(stream, event))
      if (known === undefined) listeners.set(key(stream, event), new Set([listener]))
      else known.add(listener)
    },
    remove(stream, event, listener) {
      const known = listeners.get(key(stream, event))
      known?.delete(listener)
      if (known?.size === 0) listeners.delete(key(stream, event))
    },
    find: (stream, event) => listeners.get(key(stream, event)) ?? NOBODY,
  }
}

/** Membership is looked at for each message: who lost it gets nothing, without a word (§3.2). */
function deliverMessage(world: World, table: Table, emit: Emit, message: Message): void {
  const room = world.store.rooms.get(message.rid)
  if (room === undefined) return
  const mayRead = (listener: Listener): boolean => {
    const userId = listener.userId()
    return userId !== null && world.canRead(userId, room)
  }
  emit('room-messages', room._id, [message], mayRead)
  for (const listener of table.find('room-messages', MY_MESSAGES)) {
    if (!mayRead(listener)) continue
    const isMember = world.store.subscription(room._id, listener.userId() ?? '') !== undefined
    const facts = { roomParticipant: isMember, roomType: room.t, roomName: room.name }
    listener.send(streamFrame('room-messages', MY_MESSAGES, [message, facts]))
  }
}

/** The frame's id is the user id (§3.8). */
function deliverPresence(table: Table, user: Extract<Effect, { kind: 'presence' }>['user']): void {
  const { _id, username, status, statusText = '' } = user
  const fields = {
    args: [[username, statusCode(status), statusText]],
    uid: _id,
    eventName: _id,
  }
  const frame = { msg: 'changed', collection: 'stream-user-presence', id: _id, fields }
  for (const listener of table.find('user-presence', _id)) listener.send(JSON.stringify(frame))
}

function streamFrame(stream: string, event: string, args: readonly unknown[]): string {
  return JSON.stringify({
    msg: 'changed',
    collection: `stream-${stream}`,
    id: 'id',
    fields: { eventName: event, args: toEjson(args) },
  })
}
