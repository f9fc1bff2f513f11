/** Who is connected, by token, id, user and group. */
import type { ManagedConnection } from './connection'
import type { LongPollingPipe } from './longPollingPipe'
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
  connection: ManagedConnection<P> | null
  polling: LongPollingPipe | null
  /** Resolves when the connection takes bytes again. */
  room: Promise<void>
  giveRoom: () => void
}

export interface Registry<P> {
  readonly seats: ReadonlyMap<string, Seat<P>>
  /** @throws {Refusal} 503 when the hub is full, 429 when the user has too many connections */
  reserve: (user: HubUser<P>, id: string, token: string) => Seat<P>
  open: (connection: ManagedConnection<P>) => void
  /** A connection has ended: nobody finds it any more. */
  close: (connection: ManagedConnection<P>) => void
  free: (seat: Seat<P>) => void
  join: (connection: ManagedConnection<P>, group: string) => void
  leave: (connection: ManagedConnection<P>, group: string) => void
  readonly connections: ReadonlyMap<string, ManagedConnection<P>>
  user: (id: string) => Iterable<ManagedConnection<P>>
  group: (name: string) => Iterable<ManagedConnection<P>>
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
  const connections = new Map<string, ManagedConnection<P>>()
  const byUser: Sets<ManagedConnection<P>> = new Map()
  const byGroup: Sets<ManagedConnection<P>> = new Map()
  const groupsOf = new Map<string, Set<string>>()

  return {
    seats,
    connections,
    reserve(user, id, token) {
      if (seats.size >= limits.connections) throw new Refusal(503, 'Too many connections')
      const taken = user.id === null ? 0 : (seatsByUser.get(user.id)?.size ?? 0)
      if (taken >= limits.connectionsPerUser) throw new Refusal(429, 'Too many connections')
      const seat: Seat<P> = {
        id,
        token,
        user,
        since: now(),
        transport: null,
        connection: null,
        polling: null,
        room: Promise.resolve(),
        giveRoom: () => undefined,
      }
      seats.set(token, seat)
      if (user.id !== null) addTo(seatsByUser, user.id, seat)
      return seat
    },
    free(seat) {
      seats.delete(seat.token)
      seat.giveRoom()
      if (seat.user.id !== null) removeFrom(seatsByUser, seat.user.id, seat)
    },
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
