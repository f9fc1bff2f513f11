/** Whether a user is active, by the newest token that has told it: an older one changes nothing any more. */
import type { TokenStore } from '../cache/tokenStore'
import type { Principal } from '../identity/hostIdentity'
import { isFields } from '../upstream/body'

export interface Standing {
  /** False when a token that was issued later has said the opposite, or one of the same second that the user is locked out. */
  isCurrent(principal: Principal): Promise<boolean>
  /** What a token that is current says. */
  keep(principal: Principal): Promise<void>
}

/** Longer than tokens of hosts live. */
const KEPT_MS = 24 * 3_600_000

interface Word {
  readonly issuedAt: number
  readonly isActive: boolean
}

/** Tokens that do not say when they were issued, or not whether the user is active, are always current. */
export function createStanding(store: TokenStore): Standing {
  // No user name has a slash.
  const keyOf = ({ userName }: Principal): string => `standing/${userName}`

  async function newest(principal: Principal): Promise<Word | null> {
    const text = await store.get(keyOf(principal))
    return text === null ? null : decode(text)
  }

  return {
    async isCurrent(principal) {
      const { issuedAt, isActive } = principal
      if (issuedAt === null || isActive === null) return true
      const known = await newest(principal)
      if (known === null || known.isActive === isActive) return true
      return isActive ? issuedAt > known.issuedAt : issuedAt >= known.issuedAt
    },
    async keep(principal) {
      const { issuedAt, isActive } = principal
      if (issuedAt === null || isActive === null) return
      const known = await newest(principal)
      const isOlder = known !== null && known.issuedAt > issuedAt
      if (!isOlder)
        await store.set(keyOf(principal), JSON.stringify({ issuedAt, isActive }), KEPT_MS)
    },
  }
}

/** Null for what another version may have written. */
function decode(text: string): Word | null {
  const value: unknown = JSON.parse(text)
  if (!isFields(value)) return null
  const { issuedAt, isActive } = value
  const isWord = typeof issuedAt === 'number' && typeof isActive === 'boolean'
  return isWord ? { issuedAt, isActive } : null
}
