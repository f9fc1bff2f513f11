import { HttpError, type HubConnection } from '@microsoft/signalr'
import { ChatError, toChatError, type Capabilities } from '../../domain'
import type { Clock, Credentials, Logger, Stop } from '../../ports'
import { hubEvents, hubMethods, hubVersion, type HubEventName } from '../../protocol/hub/hub'
import {
  allNative,
  lostLine,
  text,
  toFields,
  type Realtime,
  type RealtimeListener,
} from '../rocketchat'
import type { HostTokens } from './hostTokens'
import type { HubAddress } from './hubAddress'
import { buildConnection } from './hubConnection'
import { isUnauthorized, reasonOf, refused, sort, UnknownMethod } from './hubErrors'
import { readHubEvent, readNotice, readSessionEvent } from './hubEvents'
import { createInFlight } from './inFlight'
import { createRefetcher } from './refetcher'

export interface HubRealtimeDeps {
  readonly hub: HubAddress
  /** Go with negotiate and with the requests of the fallbacks; a browser sends none with a websocket. */
  headers(): Record<string, string>
  readonly tokens: HostTokens
  /** Asks the host by REST whether the token is good; renews it when it is not. Rejects with a ChatError. */
  verifyToken(): Promise<void>
  readonly clock: Clock
  readonly logger: Logger
}

const whatListenersHear: Capabilities = { ...allNative, presence: 'none', typing: 'none' }

/** A host waits up to 20 s for its own connection (H10). */
const answerMs = 25_000
const checkMs = 5_000
/** Negotiation, transports and handshake together: a line that is mute is found within this (C5). */
const startMs = 45_000

/** Events that a host application forwards over SignalR (docs/protocol/hub.md). */
export function createHubRealtime(deps: HubRealtimeDeps, listener: RealtimeListener): Realtime {
  const { hub, tokens, clock, logger } = deps
  const watchers = new Map<string, number>()
  let connection: HubConnection | null = null
  let phase: 'new' | 'open' | 'ended' = 'new'
  let isListenOnly = hub.isListenOnly
  /** How often the host lost its line while this one opened. */
  let early = 0
  /** The library lets a call hang that was sent while it closes, and a start that is stopped take its time. */
  const inFlight = createInFlight(clock)
  const refetcher = createRefetcher({
    clock,
    logger,
    fetch: () => listener.fetchChanged(),
    onRefused: end,
  })

  async function connect(onStep: Parameters<Realtime['connect']>[0]): Promise<void> {
    onStep('connecting')
    await inFlight.until(startWithToken())
    onStep('authenticating')
    for (const method of hub.onStart) await ask(method)
    await openReliably()
    if (phase === 'ended') throw lostLine('closed while it opened')
    phase = 'open'
  }

  /** A refused token is renewed once; one that another tab had renewed, and is refused too, once more. */
  async function startWithToken(): Promise<void> {
    for (let renewals = 0; ; renewals += 1) {
      const token = await tokens.current()
      try {
        await start(token)
        return
      } catch (error) {
        const mayRenew = renewals === 0 || (renewals === 1 && tokens.isSecondHand(token))
        if (!mayRenew) throw isUnauthorized(error) ? refused() : lostLine(reasonOf(error))
        if (!(await isTokenRefused(token, error))) throw lostLine(reasonOf(error))
      }
    }
  }

  /** True when there is another token now. The error of a websocket does not tell what refused it. */
  async function isTokenRefused(token: Credentials, error: unknown): Promise<boolean> {
    if (phase === 'ended') return false
    if (isUnauthorized(error)) await tokens.renew(token)
    else if (hub.skipNegotiation) await deps.verifyToken()
    else return false
    return (await tokens.current()).token !== token.token
  }

  async function start(token: Credentials): Promise<void> {
    if (phase === 'ended') throw lostLine('closed here')
    const next = buildConnection(hub, deps.headers(), token, async () =>
      phase === 'ended' ? token : tokens.current(),
    )
    connection = next
    for (const name of Object.values(hubEvents)) {
      next.on(name, (argument: unknown) => {
        if (connection === next) receive(name, argument)
      })
    }
    next.on('getNotification', (value: unknown) => {
      const notice = readNotice(value)
      if (notice !== null && connection === next) receive(notice.name, notice.argument)
    })
    next.onclose((error) => {
      if (connection === next)
        end(lostLine(error === undefined ? 'the host closed the line' : reasonOf(error)))
    })
    await inFlight.until(next.start(), startMs)
  }

  function receive(name: HubEventName, argument: unknown): void {
    if (phase === 'ended') return
    if (name === hubEvents.session) {
      receiveSession(argument)
      return
    }
    const event = readHubEvent(name, argument)
    if (event === null) {
      logger.warn('an event that cannot be read was skipped', { event: name })
      return
    }
    const isMessage = name === hubEvents.message
    if (isMessage && isListenOnly && phase === 'open') refetcher.ask()
    if (isMessage && !watchers.has(text(event.fields, 'eventName'))) return
    listener.onStream(event.collection, event.id, event.fields)
  }

  function receiveSession(argument: unknown): void {
    const { state, reason } = readSessionEvent(argument)
    if (state === 'ended') end(new ChatError('auth', reason, { code: 'loginBlocked' }))
    else if (state === 'lost' && phase === 'new') early += 1
    else if (state === 'lost' || (state === 'restored' && isListenOnly && early > 0))
      end(lostLine(`the host lost its line: ${reason}`))
  }

  /**
   * `lost` is no news before `openChat` has answered, which waits for what comes after it (H16). But it may come in one
   * go with the answer: whoever heard it asks once more.
   */
  async function openReliably(): Promise<void> {
    await openChat()
    if (early === 0 || isListenOnly) return
    early = 0
    await openChat()
    if (early > 0) throw lostLine('the host lost its line while it opened')
  }

  async function openChat(): Promise<void> {
    if (isListenOnly) return
    try {
      const answer = await ask(hubMethods.openChat, [{ version: hubVersion }])
      if (toFields(answer).version !== hubVersion) {
        throw new ChatError('protocol', 'the host speaks another version of the hub')
      }
    } catch (error) {
      if (!(error instanceof UnknownMethod)) throw error
      isListenOnly = true
    }
  }

  /** Calls a method and waits for its result. Rejects with a ChatError. */
  async function ask(
    method: string,
    args: readonly unknown[] = [],
    withinMs = answerMs,
  ): Promise<unknown> {
    if (connection === null || phase === 'ended') throw lostLine('not connected')
    const answer = connection.invoke<unknown>(method, ...args).catch((error: unknown) => {
      // The fallbacks can go on listening when nothing can be said any more.
      if (error instanceof HttpError && error.statusCode === 401) end(lostLine(reasonOf(error)))
      throw error instanceof ChatError ? error : sort(error)
    })
    return inFlight.until(answer, withinMs)
  }

  async function watchRoom(rid: string): Promise<Stop> {
    const count = watchers.get(rid) ?? 0
    watchers.set(rid, count + 1)
    try {
      if (!isListenOnly) await ask(hubMethods.watchRoom, [rid])
      else if (phase !== 'open') throw lostLine('not connected')
    } catch (error) {
      leave(rid)
      throw error
    }
    let isStopped = false
    return () => {
      if (isStopped) return
      isStopped = true
      if (leave(rid) > 0 || isListenOnly || phase !== 'open') return
      tell(hubMethods.unwatchRoom, [rid])
    }
  }

  /** How many watch it still. */
  function leave(rid: string): number {
    const left = (watchers.get(rid) ?? 1) - 1
    if (left > 0) watchers.set(rid, left)
    else watchers.delete(rid)
    return left
  }

  function tell(method: string, args: readonly unknown[]): void {
    connection?.send(method, ...args).catch((error: unknown) => {
      logger.debug('the host was not told', { method, reason: reasonOf(error) })
    })
  }

  /** The only way out. */
  function end(error: ChatError, isOwnWish = false): void {
    if (phase === 'ended') return
    const wasOpen = phase === 'open'
    phase = 'ended'
    const last = connection
    connection = null
    inFlight.end(error)
    refetcher.close()
    last?.stop().catch((failure: unknown) => {
      logger.debug('the line did not close well', { reason: reasonOf(failure) })
    })
    if (wasOpen && !isOwnWish) listener.onLost(error)
  }

  return {
    get capabilities() {
      return isListenOnly ? whatListenersHear : allNative
    },
    connect,
    /** `openChat` has done it (H5). */
    subscribeUser: () => Promise.resolve(),
    watchRoom,
    async watchPeople(userIds) {
      if (!isListenOnly) await ask(hubMethods.watchPresence, [userIds])
    },
    setTyping(rid, name, isTyping) {
      if (!isListenOnly) tell(hubMethods.setTyping, [rid, name, isTyping])
    },
    checkLine() {
      if (phase !== 'open') return
      // Any answer is a sign of life, that there is no such method too. `openChat` would end the listening (H12).
      const [method, argument] = isListenOnly
        ? [hubMethods.unwatchRoom, '']
        : [hubMethods.openChat, { version: hubVersion }]
      ask(method, [argument], checkMs).catch((error: unknown) => {
        const failure = toChatError(error)
        if (failure.kind === 'connection' || failure.kind === 'auth') end(failure)
      })
    },
    close() {
      end(lostLine('closed here'), true)
    },
  }
}
