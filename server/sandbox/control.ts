/** What tests do to the server from inside its process (rocketchat.md §9.17). */
import type { DdpServer } from './ddp/server'
import type { Faults, Received } from './faults'
import type { Match } from './match'
import type { Shuffle } from './shuffle'
import { WorldError } from './world/errors'
import type { Draft } from './world/messages'
import type { NewUser } from './world/users'
import { spoil, type Spoilable } from './world/spoiling'
import type { Message, Room, Subscription, User } from './world/types'
import type { World } from './world/world'

export interface NewControlRoom {
  readonly name: string
  /** Default `c`. */
  readonly type?: 'c' | 'p'
  readonly fname?: string
  readonly topic?: string
  readonly readOnly?: boolean
  /** Usernames; the first one owns the room. */
  readonly members: readonly string[]
}

export interface WorldSnapshot {
  readonly users: readonly User[]
  readonly rooms: readonly Room[]
  readonly subscriptions: readonly Subscription[]
  /** By room, then by `ts`. */
  readonly messages: readonly Message[]
}

export interface SandboxControl {
  /** Drops every websocket without a closing handshake. HTTP goes on. */
  cutSockets: () => void
  /** Half-open: connections stay, nothing is read or answered until `thaw`. */
  freeze: () => void
  thaw: () => void
  /** Stops listening and drops all connections; the data stay. */
  pause: () => Promise<void>
  /** Listens again on the same port. Rejects with node's error when it was taken meanwhile. */
  resume: () => Promise<void>
  /** Answers the next `count` REST calls (that match `"POST /api/v1/chat.sendMessage"`) with `status`. */
  failNext: (count: number, status: number, match?: Match) => void
  /** Performs the next matching REST call but drops its connection instead of answering. */
  loseNextResult: (match?: Match) => void
  /** From now on each frame leaves `ms` later, in its order. 0 ends it. */
  delayFrames: (ms: number) => void
  /**
   * Sends each of the next `count` frames twice, on whichever sockets they leave. `kind` is matched with
   * `"result 7"` or `"changed stream-notify-user <uid>/subscriptions-changed"`; without it pings count too.
   */
  duplicateNext: (count: number, kind?: Match) => void
  /** The same, but they are lost. */
  dropNext: (count: number, kind?: Match) => void
  /** Ends every fault that was not used up: freeze, failures, losses, delay, duplicates, drops. Not the clock. */
  clearFaults: () => void
  /** The option `shuffle`, from now on; null ends it. No fault: `clearFaults` leaves it. */
  shuffle: (seed: number | null) => void
  /** Moves the sandbox's clock so far from the machine's, in ms; 0 puts it right. */
  setClock: (offsetMs: number) => void
  /** Sends text as it is to every socket of a user. */
  sendRaw: (username: string, text: string) => void
  /** Ends all sign-ins of a user; the sockets close. */
  revokeTokens: (username: string) => void
  /** The REST calls and DDP frames that came in, oldest first, the last 5,000. */
  received: () => readonly Received[]
  /** Number of open websockets, of one user if named. */
  socketCount: (username?: string) => number
  /** Writes a message as a user, without a connection. The room by name or id. */
  post: (
    username: string,
    room: string,
    text: string,
    extra?: Omit<Draft, 'rid' | 'msg'>,
  ) => Message
  createRoom: (room: NewControlRoom) => Room
  /** Opens (or finds) the direct room of these users; the first one counts as its creator. */
  createDirect: (usernames: readonly string[]) => Room
  /** @throws WorldError when the name is taken */
  addUser: (user: NewUser) => User
  addMember: (room: string, username: string) => Subscription
  removeMember: (room: string, username: string) => void
  /** Changes a public setting and tells everybody. */
  setSetting: (id: string, value: unknown) => void
  /** Sets fields of a document to anything at all, and tells of it: what a hostile or broken server may hold. */
  spoil: (kind: Spoilable, id: string, fields: object) => void
  /** The model, for assertions. */
  world: () => WorldSnapshot
}

export interface ControlDeps {
  readonly world: World
  readonly ddp: DdpServer
  readonly faults: Faults
  readonly shuffle: Shuffle
  readonly setClock: (offsetMs: number) => void
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
}

export function createControl(deps: ControlDeps): SandboxControl {
  const { world, ddp, faults, shuffle, setClock, pause, resume } = deps
  const userNamed = (username: string): User => requireUser(world, username)
  const sessionsOf = (username: string) => {
    const { _id } = userNamed(username)
    return ddp.sessions().filter((session) => session.userId() === _id)
  }
  return {
    cutSockets: ddp.cutAll,
    freeze: faults.freeze,
    thaw: faults.thaw,
    pause,
    resume,
    failNext: faults.failNext,
    loseNextResult: faults.loseNext,
    delayFrames: faults.delayFrames,
    duplicateNext: faults.duplicateNext,
    dropNext: faults.dropNext,
    clearFaults: faults.clear,
    shuffle: shuffle.begin,
    setClock,
    sendRaw(username, text) {
      for (const session of sessionsOf(username)) session.send(text)
    },
    revokeTokens(username) {
      world.users.revoke([...world.store.tokensOfUser(userNamed(username)._id)])
    },
    received: faults.received,
    socketCount: (username) =>
      (username === undefined ? ddp.sessions() : sessionsOf(username)).length,
    post(username, room, text, extra = {}) {
      const draft = { ...extra, rid: requireRoom(world, room)._id, msg: text }
      return world.messages.send(userNamed(username)._id, draft).message
    },
    createRoom({ members, type = 'c', ...room }) {
      const memberIds = members.map((username) => userNamed(username)._id)
      return world.rooms.create({ ...room, type, memberIds })
    },
    createDirect([creator = '', ...others]) {
      return world.rooms.openDirect(userNamed(creator)._id, others, false)
    },
    addUser: world.users.create,
    addMember: (room, username) =>
      world.rooms.addMember(requireRoom(world, room)._id, userNamed(username)._id),
    removeMember(room, username) {
      world.rooms.removeMember(requireRoom(world, room)._id, userNamed(username)._id)
    },
    setSetting: world.setSetting,
    spoil(kind, id, fields) {
      world.transaction(() => {
        spoil(world.core, kind, id, fields)
      })
    },
    world: () => snapshotOf(world),
  }
}

function requireUser(world: World, username: string): User {
  const user = world.store.userByName(username)
  if (user === undefined) throw new WorldError(null, `The sandbox has no user "${username}".`)
  return user
}

function requireRoom(world: World, nameOrId: string): Room {
  const room = world.store.rooms.get(nameOrId) ?? world.store.roomByName(nameOrId)
  if (room === undefined) throw new WorldError(null, `The sandbox has no room "${nameOrId}".`)
  return room
}

function snapshotOf({ store }: World): WorldSnapshot {
  const rooms = [...store.rooms.values()]
  return {
    users: [...store.users.values()],
    rooms,
    subscriptions: rooms.flatMap(({ _id }) => [...store.subscriptionsOfRoom(_id).values()]),
    messages: rooms.flatMap(({ _id }) =>
      [...store.timeline(_id).oldestFirst(-Infinity)].flatMap(
        ({ id }) => store.messages.get(id) ?? [],
      ),
    ),
  }
}
