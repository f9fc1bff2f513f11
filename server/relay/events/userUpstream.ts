/** The upstream of one user: one line, shared by all the user's clients, and what they are told of it. */
import type { Clock, Logger, OpenSocket, Random } from '../../../src/ports'
import { hubEvents, type SessionState } from '../../../src/protocol/hub/hub'
import type { AuthorizedChatAction } from '../authorizedChatAction'
import type { Principal } from '../identity/hostIdentity'
import { reasonOf, type Log } from '../log'
import { audienceOf, groups, type AudienceSource } from './audiences'
import type { Typing } from './arguments'
import type { Client } from './client'
import { hubError } from './errors'
import type { EventMetrics } from './eventMetrics'
import { createKeeper, type EndReason, type KeeperState } from './keeper'
import { openLine, type Line } from './line'
import { translate, type ChangedFrame, type RelayEvent } from './translate'
import { createWatches } from './watches'
import { within } from './within'

export interface UpstreamShared {
  readonly act: AuthorizedChatAction
  /** The session of the user's login in use now; null when there is none. */
  currentSession(userName: string): Promise<string | null>
  readonly hub: AudienceSource
  readonly openSocket: OpenSocket
  /** Of Rocket.Chat's websocket. */
  readonly url: string
  /** Whether Rocket.Chat tells who has read what. Never rejects. */
  hasReceipts(): Promise<boolean>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: EventMetrics
  readonly limits: WatchLimits
}

export interface WatchLimits {
  readonly roomsPerClient: number
  readonly peoplePerClient: number
}

/** All methods that fail do so with a HubError. */
export interface UserUpstream {
  readonly userName: string
  state(): KeeperState
  clientCount(): number
  add(client: Client): void
  remove(client: Client): void
  /** Makes it a chat client. Resolves with Rocket.Chat's id of the user when the upstream is ready (H5). */
  open(client: Client): Promise<string>
  watchRoom(client: Client, rid: string): Promise<void>
  /** Also for a channel that is not watched. */
  unwatchRoom(client: Client, rid: string): void
  watchPeople(client: Client, uids: readonly string[]): Promise<void>
  /** One attempt of which nobody hears the end (H9). */
  setTyping(client: Client, typing: Typing): void
  /** Renews the line when the user's login has been replaced or has expired. Never rejects. */
  checkLogin(): Promise<void>
  /** The user's login was replaced, or forgotten because the user was locked out (null). */
  onLoginChanged(session: string | null): void
  end(reason: EndReason): void
}

/** How long a client waits at most for the upstream and its acknowledgements (H5). */
const WAIT_MS = 20_000
const MAX_TYPING_CALLS = 8
/** From `ended` to the end of the connection. */
const FAREWELL_MS = 500

/** Begins to connect at once. `onEnded` follows every end. */
export function createUserUpstream(
  shared: UpstreamShared,
  first: Principal,
  onEnded: (reason: EndReason) => void,
): UserUpstream {
  const { clock, hub, metrics } = shared
  const { userName } = first
  const log = shared.log.child({ user: userName })
  const clients = new Set<Client>()
  const watches = createWatches(userName)
  /** What the newest token says of the user. Only while a client waits with it may it unlock a user who was locked out. */
  let principal = first
  let isFresh = true
  let newestSession: string | null = null
  let typingCalls = 0

  const keeper = createKeeper<Line>({
    open,
    clock,
    random: shared.random,
    onUp(line, isAgain) {
      log.info({ isAgain }, 'upstream is up')
      if (isAgain) tell('restored', '')
      renewStale(line)
    },
    onRenewed(line, reason) {
      log.info({ reason }, 'upstream renewed')
      metrics.reconnect(reason)
      renewStale(line)
    },
    onLost(reason) {
      log.info({ reason }, 'upstream lost')
      metrics.reconnect(reason)
      tell('lost', reason)
    },
    onFailed(error, retryMs) {
      log.warn({ ...reasonOf(error), retryMs }, 'upstream could not be opened')
    },
    onEnded(reason) {
      log.info({ reason }, 'upstream ended')
      if (reason === 'user-inactive') lockOut()
      onEnded(reason)
    },
    onState: metrics.upstreamState,
  })

  async function open(onLost: () => void): Promise<Line> {
    const who = isFresh ? principal : { ...principal, isActive: null }
    const line = await shared.act(who, {
      mayUseAgent: false,
      run: (login, session) =>
        openLine({ ...shared, logger: toLogger(log) }, login, session, { onChanged: pass, onLost }),
    })
    isFresh = false
    try {
      await watches.reissue(line)
      return line
    } catch (error) {
      line.close()
      throw error
    }
  }

  /** The login was replaced while the line was being opened. */
  function renewStale(line: Line): void {
    const newest = newestSession
    newestSession = null
    if (newest !== null && line.session !== newest) keeper.renew('login-replaced')
  }

  function pass(frame: ChangedFrame): void {
    const events = translate(frame)
    if (events === null) log.warn({ stream: frame.collection }, 'an event could not be read')
    for (const event of events ?? []) deliver(event)
  }

  function deliver({ name, argument, recipients }: RelayEvent): void {
    const count = countOf(recipients)
    if (count === 0) return
    audienceOf(hub, userName, recipients).send(name, argument)
    metrics.delivered(name, count)
  }

  function countOf(recipients: RelayEvent['recipients']): number {
    switch (recipients.to) {
      case 'everybody':
        return clients.size
      case 'chatClients':
        return [...clients].filter(({ isChat }) => isChat).length
      case 'listeners':
        return [...clients].filter(({ isChat }) => !isChat).length
      case 'roomWatchers':
        return watches.roomWatchers(recipients.rid)
      case 'personWatchers':
        return watches.personWatchers(recipients.uid)
    }
  }

  function tell(state: SessionState, reason: string): void {
    const recipients = { to: 'everybody' } as const
    deliver({ name: hubEvents.session, argument: { state, reason }, recipients })
  }

  /** The connections end a little later: one that has just begun would not hear why. */
  function lockOut(): void {
    tell('ended', 'user-inactive')
    const all = [...clients]
    clock.after(FAREWELL_MS, () => {
      for (const { connection } of all) connection.close({})
    })
  }

  async function checkLogin(): Promise<void> {
    const line = keeper.current()
    if (line === null) return
    try {
      const session = await shared.currentSession(userName)
      if (keeper.current() !== line || session === line.session) return
      keeper.renew(session === null ? 'login-expired' : 'login-replaced')
    } catch (error) {
      log.warn(reasonOf(error), 'the login could not be checked')
    }
  }

  async function lineFor(client: Client, untilAt: number): Promise<Line> {
    if (!client.isChat) throw hubError('error-not-open')
    await checkLogin()
    const line = await keeper.line(untilAt)
    if (clients.has(client)) return line
    throw hubError('error-not-ready')
  }

  return {
    userName,
    state: keeper.state,
    clientCount: () => clients.size,
    add(client) {
      clients.add(client)
      client.connection.join(groups.listeners(userName))
      principal = newerOf(principal, client.connection.user.principal)
      isFresh ||= keeper.current() === null
    },
    remove(client) {
      clients.delete(client)
      for (const rid of [...client.rooms]) watches.unwatchRoom(client, rid)
      watches.unwatchPeople(client, [...client.people], keeper.current())
    },
    async open(client) {
      client.isChat = true
      client.connection.leave(groups.listeners(userName))
      client.connection.join(groups.chatClients(userName))
      return (await lineFor(client, clock.now() + WAIT_MS)).userId
    },
    async watchRoom(client, rid) {
      const untilAt = clock.now() + WAIT_MS
      const line = await lineFor(client, untilAt)
      const isFull = client.rooms.size >= shared.limits.roomsPerClient
      if (isFull && !client.rooms.has(rid)) throw hubError('error-too-many')
      try {
        await within(clock, untilAt, watches.watchRoom(client, rid, line))
      } catch (error) {
        watches.unwatchRoom(client, rid)
        throw error
      }
    },
    unwatchRoom(client, rid) {
      if (!client.isChat) throw hubError('error-not-open')
      watches.unwatchRoom(client, rid)
    },
    async watchPeople(client, uids) {
      const untilAt = clock.now() + WAIT_MS
      const line = await lineFor(client, untilAt)
      const wanted = new Set([...client.people, ...uids])
      if (wanted.size > shared.limits.peoplePerClient) throw hubError('error-too-many')
      await within(clock, untilAt, watches.watchPeople(client, [...new Set(uids)], line))
    },
    setTyping(client, typing) {
      if (!client.isChat) throw hubError('error-not-open')
      const line = keeper.current()
      if (line === null || typingCalls >= MAX_TYPING_CALLS) return
      typingCalls += 1
      line
        .setTyping(typing)
        .catch((error: unknown) => log.debug(reasonOf(error), 'typing was not told'))
        .finally(() => (typingCalls -= 1))
    },
    checkLogin,
    onLoginChanged(session) {
      if (session === null) keeper.end('user-inactive')
      else if (keeper.current() === null || keeper.isRenewing()) newestSession = session
      else if (keeper.current()?.session !== session) keeper.renew('login-replaced')
    },
    end: keeper.end,
  }
}

function newerOf(known: Principal, next: Principal): Principal {
  return (next.issuedAt ?? Infinity) < (known.issuedAt ?? -Infinity) ? known : next
}

function toLogger(log: Log): Logger {
  return {
    debug: (text, details) => log.debug(details ?? {}, text),
    warn: (text, details) => log.warn(details ?? {}, text),
  }
}
