/** One DDP connection, in the manner of either server family (rocketchat.md §1.2–1.9). */
import { isRecord } from '../rest/shape'
import type { SignedIn } from '../world/users'
import type { World } from '../world/world'
import { toEjson } from './ejson'
import { toDdpError } from './errors'
import { callMethod, type Family, type MethodContext } from './methods'
import type { Registry } from './registry'
import { createSubscriptions, type Subscriptions } from './subscriptions'

export interface SessionDeps {
  readonly id: string
  readonly family: Family
  readonly world: World
  readonly registry: Registry
  /** Tells which user's connection this is now, and how it fares; null when it is nobody's. */
  readonly reportPresence: (userId: string, status: 'online' | 'away' | null) => void
  readonly send: (text: string) => void
  readonly close: (code?: number) => void
  /** Runs after the frames sent so far are on their way. */
  readonly soon: (run: () => void) => void
}

export interface Session {
  readonly id: string
  userId: () => string | null
  tokenHash: () => string | null
  /** `text` is null for a binary frame. */
  receive: (text: string | null) => void
  send: (text: string) => void
  close: (code?: number) => void
  /** To be called when the socket is gone. */
  ended: () => void
}

const PROTOCOL_ERROR = 1002
const NOT_TEXT = 1007
const VERSIONS = new Set(['1', 'pre2', 'pre1'])

type Frame = Readonly<Record<string, unknown>>

export function createSession(deps: SessionDeps): Session {
  const { family, send, close } = deps
  const tell = (frame: object): void => send(JSON.stringify(frame))
  const identity = createIdentity(deps, tell)
  let isConnected = false

  /** A mistake in the protocol: the monolith says so and goes on, the streamer hangs up. */
  const mistake = (code: number, reason: string, frame?: unknown): void => {
    if (family === 'streamer') close(code)
    else tell({ msg: 'error', reason, ...(frame === undefined ? {} : { offendingMessage: frame }) })
  }
  const connect = (frame: Frame): void => {
    if (family === 'monolith' && !VERSIONS.has(String(frame.version))) {
      tell({ msg: 'failed', version: '1' })
      close()
      return
    }
    isConnected = true
    tell({ msg: 'connected', session: deps.id })
  }
  const handle = (frame: Frame): void => {
    switch (frame.msg) {
      case 'connect':
        mistake(PROTOCOL_ERROR, 'Already connected', frame)
        return
      case 'ping':
        tell(typeof frame.id === 'string' ? { msg: 'pong', id: frame.id } : { msg: 'pong' })
        return
      case 'pong':
        return
      case 'method':
        if (!isCall(frame, 'method')) mistake(PROTOCOL_ERROR, 'Malformed method invocation', frame)
        else call(deps, identity, tell, frame)
        return
      case 'sub':
        if (!isCall(frame, 'name')) mistake(PROTOCOL_ERROR, 'Malformed subscription', frame)
        else identity.subscriptions.add(frame.id, String(frame.name), frame.params ?? [])
        return
      case 'unsub':
        if (typeof frame.id === 'string') identity.subscriptions.remove(frame.id)
        return
      default:
        if (family === 'monolith') mistake(PROTOCOL_ERROR, 'Bad request', frame)
    }
  }
  if (family === 'streamer') tell({ msg: 'server_id', server_id: '0' })
  return {
    id: deps.id,
    userId: identity.userId,
    tokenHash: identity.tokenHash,
    send,
    close,
    receive(text) {
      const value = text === null ? undefined : parse(text)
      if (value === undefined) mistake(NOT_TEXT, 'Parse error')
      else if (!isRecord(value) || typeof value.msg !== 'string') {
        mistake(PROTOCOL_ERROR, 'Bad request', value)
      } else if (isConnected) handle(value)
      else if (value.msg === 'connect') connect(value)
      else mistake(PROTOCOL_ERROR, 'Must connect first', value)
    },
    ended: identity.end,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

interface CallFrame {
  readonly id: string
  readonly method?: unknown
  readonly name?: unknown
  readonly params?: readonly unknown[]
}

function isCall(frame: Frame, nameKey: 'method' | 'name'): frame is Frame & CallFrame {
  const { id, params, randomSeed } = frame
  return (
    typeof id === 'string' &&
    typeof frame[nameKey] === 'string' &&
    (params === undefined || Array.isArray(params)) &&
    (randomSeed === undefined || typeof randomSeed === 'string')
  )
}

function call(
  { family, close, soon }: SessionDeps,
  identity: Identity,
  tell: (frame: object) => void,
  { id, method, params = [] }: CallFrame,
): void {
  const name = String(method)
  const result = { msg: 'result', id, ...outcome(family, identity.context, name, params) }
  const updated = { msg: 'updated', methods: [id] }
  for (const frame of family === 'monolith' ? [updated, result] : [result, updated]) tell(frame)
  const isGone = name === 'logout' && family === 'streamer'
  if (isGone) soon(() => close(PROTOCOL_ERROR))
}

/** The streamer leaves out every falsy result, the monolith only `undefined` (§1.4). */
function outcome(
  family: Family,
  context: MethodContext,
  name: string,
  params: readonly unknown[],
): object {
  try {
    const result = callMethod(context, name, params)
    const isAbsent = family === 'streamer' ? !result : result === undefined
    return isAbsent ? {} : { result: toEjson(result) }
  } catch (error) {
    return { error: toDdpError(error) }
  }
}

interface Identity {
  readonly context: MethodContext
  readonly subscriptions: Subscriptions
  userId: () => string | null
  tokenHash: () => string | null
  end: () => void
}

/** Who the connection belongs to, and what changes when that does. */
function createIdentity(deps: SessionDeps, tell: (frame: object) => void): Identity {
  const { id, family, world, registry, send, reportPresence } = deps
  let current: { readonly userId: string; readonly tokenHash: string } | null = null
  const userId = (): string | null => current?.userId ?? null
  const subscriptions = createSubscriptions({
    sessionId: id,
    family,
    world,
    registry,
    userId,
    tell,
    send,
  })
  const leave = (): void => {
    if (current !== null) reportPresence(current.userId, null)
    current = null
  }
  const signIn = ({ user, tokenHash }: SignedIn): void => {
    if (current !== null && current.userId !== user._id) leave()
    current = { userId: user._id, tokenHash }
    if (family === 'monolith') {
      const { username, name, email } = user
      const fields = { username, name, emails: [{ address: email, verified: true }] }
      tell({ msg: 'added', collection: 'users', id: user._id, fields })
      subscriptions.rerun()
    }
    reportPresence(user._id, 'online')
  }
  const signOut = (): void => {
    if (current === null) return
    const { userId: id, tokenHash } = current
    leave()
    world.users.revoke([tokenHash])
    if (family === 'streamer') return
    tell({ msg: 'removed', collection: 'users', id })
    subscriptions.rerun()
  }
  return {
    subscriptions,
    userId,
    tokenHash: () => current?.tokenHash ?? null,
    context: {
      sessionId: id,
      family,
      world,
      registry,
      userId,
      signIn,
      signOut,
      setPresence: (status) => {
        if (current !== null) reportPresence(current.userId, status)
      },
    },
    end() {
      subscriptions.clear()
      leave()
    },
  }
}
