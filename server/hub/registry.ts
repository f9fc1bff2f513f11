/** Who is connected, by token, id, user and group. */
import type { Connection } from './connection'
import type { LongPollingPipe } from './longPollingPipe'
import type { Posts } from './posts'
import { Refusal } from './access'
import type { ConnectionSettings, HubUser, TransportName } from './options'

/** What negotiate reserves, before there is a transport (signalr.md §3). */
export interface Seat<P> {
  readonly id: string
  /** Secret: whoever has it may attach. */
  readonly token: string
  readonly user: HubUser<P>
  readonly since: number
  transport: TransportName | null
  connection: Connection<P> | null
  polling: LongPollingPipe | null
  /** Null where the client does not send by POST. */
  posts: Posts | null
}

export interface Registry<P> {
  readonly seats: ReadonlyMap<string, Seat<P>>
  /**
   * Frees the oldest seat without a connection when there would be too many: who negotiates again and again fills the hub with them.
   * @throws {Refusal} 503 when the hub is full, 429 when the user has too many connections
   */
  reserve: (user: HubUser<P>, id: string, token: string) => Seat<P>
  attach: (seat: Seat<P>, connection: Connection<P>) => void
  open: (connection: Connection<P>) => void
  /** A connection has ended: nobody finds it any more. */
  close: (connection: Connection<P>) => void
  free: (seat: Seat<P>) => void
  join: (connection: Connection<P>, group: string) => void
  leave: (connection: Connection<P>, group: string) => void
  readonly connections: ReadonlyMap<string, Connection<P>>
  user: (id: string) => Iterable<Connection<P>>
  group: (name: string) => Iterable<Connection<P>>
}

type Sets<T> = Map<string, Set<T>>

function addTo<T>(sets: Sets<T>, key: string, value: T): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function removeFrom<T>(sets: Sets<T>, key: string, value: T): void {
  const set = sets.get(key)
  if (set?.delete(value) === true && set.size === 0) sets.delete(key)
}

export function createRegistry<P>({ limits, now }: ConnectionSettings): Registry<P> {
  const seats = new Map<string, Seat<P>>()
  const seatsByUser: Sets<Seat<P>> = new Map()
  /** Seats without a connection, the oldest first. */
  const waiting = new Set<Seat<P>>()
  const connections = new Map<string, Connection<P>>()
  const byUser: Sets<Connection<P>> = new Map()
  const byGroup: Sets<Connection<P>> = new Map()
  const groupsOf = new Map<string, Set<string>>()

  function free(seat: Seat<P>): void {
    seats.delete(seat.token)
    waiting.delete(seat)
    if (seat.user.id !== null) removeFrom(seatsByUser, seat.user.id, seat)
  }

  /** Frees the first of these without a connection. */
  function makeRoom(taken: Iterable<Seat<P>>): boolean {
    for (const seat of taken) {
      if (seat.connection !== null) continue
      free(seat)
      return true
    }
    return false
  }

  return {
    seats,
    connections,
    reserve(user, id, token) {
      const taken = (user.id === null ? undefined : seatsByUser.get(user.id)) ?? new Set()
      if (taken.size >= limits.connectionsPerUser && !makeRoom(taken)) {
        throw new Refusal(429, 'Too many connections')
      }
      if (seats.size >= limits.connections && !makeRoom(waiting)) {
        throw new Refusal(503, 'Too many connections')
      }
      const seat: Seat<P> = {
        id,
        token,
        user,
        since: now(),
        transport: null,
        connection: null,
        polling: null,
        posts: null,
      }
      seats.set(token, seat)
      waiting.add(seat)
      if (user.id !== null) addTo(seatsByUser, user.id, seat)
      return seat
    },
    attach(seat, connection) {
      seat.connection = connection
      waiting.delete(seat)
    },
    free,
    open(connection) {
      connections.set(connection.id, connection)
      if (connection.user.id !== null) addTo(byUser, connection.user.id, connection)
    },
    close(connection) {
      connections.delete(connection.id)
      if (connection.user.id !== null) removeFrom(byUser, connection.user.id, connection)
      for (const group of groupsOf.get(connection.id) ?? []) removeFrom(byGroup, group, connection)
      groupsOf.delete(connection.id)
    },
    join(connection, group) {
      if (!connections.has(connection.id)) return
      addTo(byGroup, group, connection)
      addTo(groupsOf, connection.id, group)
    },
    leave(connection, group) {
      removeFrom(byGroup, group, connection)
      removeFrom(groupsOf, connection.id, group)
    },
    user: (id) => byUser.get(id) ?? [],
    group: (name) => byGroup.get(name) ?? [],
  }
}
