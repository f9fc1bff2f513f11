/** Who may sign in at the demo's host application, and how often somebody may try. */
import { createHash, timingSafeEqual } from 'node:crypto'

export interface HostUser {
  readonly username: string
  readonly password: string
  readonly name: string
  readonly email?: string
}

export interface HostAccount extends HostUser {
  readonly id: number
}

export type SignInResult =
  | { readonly kind: 'signedIn'; readonly account: HostAccount }
  /** Unknown user and wrong password alike. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'tooMany'; readonly retryAfterMs: number }

export interface HostAccounts {
  add(user: HostUser): void
  all(): readonly HostUser[]
  /** @param name username or e-mail address */
  signIn(name: string, password: string): SignInResult
  find(id: number): HostAccount | undefined
  /** 0, which nobody has, for an unknown user. */
  idOf(username: string): number
}

const maxFailures = 5
const failureWindowMs = 60_000
/** Names that nobody has are counted too, but not without end. */
const maxCountedNames = 10_000

export function createHostAccounts(
  users: readonly HostUser[],
  clock: { now(): number },
): HostAccounts {
  const accounts: HostAccount[] = []
  const failures = createFailureCount(clock)
  const add = (user: HostUser): void => {
    accounts.push({ ...user, id: accounts.length + 1 })
  }
  users.forEach(add)
  return {
    add,
    all: () => accounts,
    find: (id) => accounts[id - 1],
    idOf: (username) => accounts.find((one) => one.username === username)?.id ?? 0,
    signIn(name, password) {
      const retryAfterMs = failures.waitMs(name)
      if (retryAfterMs > 0) return { kind: 'tooMany', retryAfterMs }
      const account = accounts.find(({ username, email }) => name === username || name === email)
      // Compared for unknown users as well, so that the time tells nothing about them.
      const isRight = areEqual(password, account?.password ?? '')
      if (isRight && account !== undefined) {
        failures.forget(name)
        return { kind: 'signedIn', account }
      }
      failures.note(name)
      return { kind: 'refused' }
    },
  }
}

function areEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

interface Failures {
  readonly count: number
  readonly until: number
}

function createFailureCount({ now }: { now(): number }) {
  const byName = new Map<string, Failures>()
  return {
    /** How long the next attempt has to wait; 0 when it may come now. */
    waitMs(name: string): number {
      const failures = byName.get(name)
      if (failures === undefined || failures.count < maxFailures) return 0
      return Math.max(0, failures.until - now())
    },
    note(name: string): void {
      const failures = byName.get(name)
      const isOver = failures === undefined || failures.until <= now()
      const until = isOver ? now() + failureWindowMs : failures.until
      byName.delete(name)
      byName.set(name, { count: isOver ? 1 : failures.count + 1, until })
      const [oldest] = byName.keys()
      if (byName.size > maxCountedNames && oldest !== undefined) byName.delete(oldest)
    },
    forget: (name: string) => void byName.delete(name),
  }
}
