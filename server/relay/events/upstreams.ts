/** The upstreams of all users: made for a user's first client, kept for a while after the last one, bounded in number. */
import type { CancelTimer } from '../../../src/ports'
import type { HubConnection } from '../../hub'
import type { LoginListener } from '../cache/tokenCache'
import type { Principal } from '../identity/hostIdentity'
import { reasonOf } from '../log'
import { createClient, type Client } from './client'
import { createUserUpstream, type UpstreamShared, type UserUpstream } from './userUpstream'

export interface Upstreams {
  /** False when there is no room for this user besides the others. */
  hasRoomFor(userName: string): boolean
  /** False when there is no room for another user. */
  join(connection: HubConnection<Principal>): boolean
  leave(connection: HubConnection<Principal>): void
  /** Null for a connection that has left. */
  find(connection: HubConnection<Principal>): Seat | null
  /** See `TokenCache.listen`. */
  readonly onLoginChanged: LoginListener
  /** Ends all of them; nothing is told to clients. */
  stop(): void
}

/** A client with the upstream it hears. */
export interface Seat {
  readonly client: Client
  readonly upstream: UserUpstream
}

export interface UpstreamsDeps extends UpstreamShared {
  /** How long an upstream without clients is kept (H17). */
  readonly keepMs: number
  readonly maxUpstreams: number
}

/** How often it is looked whether logins have been replaced or have expired elsewhere. */
const CHECK_MS = 60_000

export function createUpstreams(deps: UpstreamsDeps): Upstreams {
  const { clock } = deps
  const byUser = new Map<string, UserUpstream>()
  const seats = new Map<string, Seat>()
  /** Upstreams without clients, those that wait longest in front. */
  const unused = new Map<UserUpstream, CancelTimer>()
  let cancelCheck = clock.after(CHECK_MS, check)
  let isStopped = false

  /** One after the other, so that a store shared with others is not asked for everybody at once. */
  async function checkAll(): Promise<void> {
    for (const upstream of [...byUser.values()]) await upstream.checkLogin()
  }

  function check(): void {
    void checkAll().then(() => {
      if (!isStopped) cancelCheck = clock.after(CHECK_MS, check)
    })
  }

  function create(principal: Principal): UserUpstream | null {
    if (byUser.size >= deps.maxUpstreams) unused.keys().next().value?.end('unused')
    if (byUser.size >= deps.maxUpstreams) return null
    const upstream = createUserUpstream(deps, principal, () => {
      forget(upstream)
    })
    byUser.set(principal.userName, upstream)
    return upstream
  }

  function forget(upstream: UserUpstream): void {
    unused.get(upstream)?.()
    unused.delete(upstream)
    if (byUser.get(upstream.userName) === upstream) byUser.delete(upstream.userName)
  }

  function keepForAWhile(upstream: UserUpstream): void {
    if (byUser.get(upstream.userName) !== upstream) return
    const cancel = clock.after(deps.keepMs, () => {
      upstream.end('unused')
    })
    unused.set(upstream, cancel)
    deps.log.debug({ user: upstream.userName }, 'upstream is unused')
  }

  /** What follows from it is told by `onLoginChanged`. */
  function lockOut(principal: Principal): void {
    deps
      .act(principal, { mayUseAgent: false, run: () => Promise.resolve() })
      .catch((error: unknown) => deps.log.info(reasonOf(error), 'locked out'))
  }

  return {
    hasRoomFor: (userName) =>
      byUser.has(userName) || byUser.size < deps.maxUpstreams || unused.size > 0,
    join(connection) {
      const { principal } = connection.user
      const known = byUser.get(principal.userName)
      const upstream = known ?? create(principal)
      if (upstream === null) return false
      unused.get(upstream)?.()
      unused.delete(upstream)
      const client = createClient(connection)
      seats.set(connection.id, { client, upstream })
      upstream.add(client)
      if (known !== undefined && principal.isActive === false) lockOut(principal)
      return true
    },
    leave(connection) {
      const seat = seats.get(connection.id)
      if (seat === undefined) return
      seats.delete(connection.id)
      seat.upstream.remove(seat.client)
      if (seat.upstream.clientCount() === 0) keepForAWhile(seat.upstream)
    },
    find: (connection) => seats.get(connection.id) ?? null,
    onLoginChanged(userName, session) {
      byUser.get(userName)?.onLoginChanged(session)
    },
    stop() {
      isStopped = true
      cancelCheck()
      for (const upstream of [...byUser.values()]) upstream.end('relay-stopped')
    },
  }
}
