import type { Clock, Credentials, OpenBroadcast } from '../ports'
import { decoded, fieldsOf, flag, listOf, malformed, number, record, tagged, text } from './decode'
import type { Decode } from './decode'

export interface CredentialTabsDeps {
  readonly clock: Clock
  readonly openBroadcast: OpenBroadcast
  /** Of one server, as one profile. */
  readonly name: string
}

export interface CredentialTabsListener {
  /** What this tab signs in with; null while nobody is signed in. */
  current(): Credentials | null
  /** They are kept for all tabs of the device, not for this one alone. */
  isDevices(): boolean
  /** Another tab has renewed what this one holds: the key that is here was good for one use. */
  onRenewed(renewed: Credentials): void
  /** The user signed out of these very credentials in another tab. */
  onSignedOut(): void
}

/**
 * Tabs that share one sign-in. A duplicated tab holds a copy of it, and a renewal key is good for one use: whoever renews
 * tells the others. Credentials are told to tabs of the same origin, whose storages are open to each other anyway, and
 * only those who hold what they came from take them.
 */
export interface CredentialTabs {
  tellRenewed(before: Credentials, renewed: Credentials): void
  /** `isDevices`: they were kept for all tabs of the device. */
  tellSignedOut(ended: Credentials, isDevices: boolean): void
  /** Asks for what others made of these. Resolves when `onRenewed` was called, or nobody answered in time. */
  ask(stale: Credentials): Promise<void>
}

type Told =
  | { readonly type: 'renewed'; readonly tokens: readonly string[]; readonly renewed: Credentials }
  | { readonly type: 'asked'; readonly userId: string; readonly token: string }
  | {
      readonly type: 'signedOut'
      readonly userId: string
      readonly token: string
      readonly isDevices: boolean
    }

const version = 1
/** How long others have to answer; a tab in the background gets its turn within it. */
const answerMs = 400
/** So many renewals back a copy is recognised. */
const maxAncestors = 32

export function createCredentialTabs(
  deps: CredentialTabsDeps,
  listener: CredentialTabsListener,
): CredentialTabs {
  /** Tokens that ours came from, the last one first. */
  let ancestors: readonly string[] = []
  let answered: (() => void) | null = null
  const broadcast = deps.openBroadcast(deps.name, (message) => {
    const heard = decoded(readTold, message)
    const own = listener.current()
    if (heard !== null && own !== null) hear(heard, own)
  })

  function hear(heard: Told, own: Credentials): void {
    switch (heard.type) {
      case 'renewed':
        if (heard.renewed.userId === own.userId && heard.tokens.includes(own.token)) {
          ancestors = heard.tokens
          listener.onRenewed(heard.renewed)
          answered?.()
        }
        return
      case 'asked':
        if (heard.userId === own.userId && ancestors.includes(heard.token)) tellAll(own)
        return
      case 'signedOut': {
        const isSame = heard.token === own.token || (heard.isDevices && listener.isDevices())
        if (heard.userId === own.userId && isSame) listener.onSignedOut()
      }
    }
  }

  function tell(told: Told): void {
    broadcast.tell({ version, ...told })
  }

  function tellAll(renewed: Credentials): void {
    tell({ type: 'renewed', tokens: ancestors, renewed })
  }

  return {
    tellRenewed(before, renewed) {
      ancestors = [before.token, ...ancestors].slice(0, maxAncestors)
      tellAll(renewed)
    },
    tellSignedOut({ userId, token }, isDevices) {
      tell({ type: 'signedOut', userId, token, isDevices })
    },
    ask: ({ userId, token }) =>
      new Promise((resolve) => {
        const done = (): void => {
          cancel()
          answered = null
          resolve()
        }
        const cancel = deps.clock.after(answerMs, done)
        answered = done
        tell({ type: 'asked', userId, token })
      }),
  }
}

const longestToken = 16_384
const token = text(longestToken)
const optional =
  <T>(decode: Decode<T>): Decode<T | undefined> =>
  (value) =>
    value === undefined ? undefined : decode(value)

/** Optional fields stay away rather than undefined. */
const credentials: Decode<Credentials> = (value) => {
  const { hubToken, renewal, expiresAt, ...rest } = record<{
    userId: string
    token: string
    hubToken: string | undefined
    renewal: string | undefined
    expiresAt: number | undefined
  }>({
    userId: text(200),
    token,
    hubToken: optional(token),
    renewal: optional(token),
    expiresAt: optional(number),
  })(value)
  return {
    ...rest,
    ...(hubToken === undefined ? {} : { hubToken }),
    ...(renewal === undefined ? {} : { renewal }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

const told = tagged<Told>({
  renewed: record({
    type: () => 'renewed',
    tokens: listOf(token, maxAncestors),
    renewed: credentials,
  }),
  asked: record({ type: () => 'asked', userId: text(200), token }),
  signedOut: record({ type: () => 'signedOut', userId: text(200), token, isDevices: flag }),
})

const readTold: Decode<Told> = (message) =>
  fieldsOf(message).version === version ? told(message) : malformed()
