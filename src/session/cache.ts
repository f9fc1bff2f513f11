import {
  activityOf,
  changedKeys,
  emptyMap,
  entriesOf,
  getIn,
  toChatError,
  type Channel,
  type ChannelEntry,
  type ChannelId,
  type ChatState,
  type Me,
  type Membership,
  type PersistentMap,
  type ServerFacts,
} from '../domain'
import type { CancelTimer, Clock, Logger, RecordStorage } from '../ports'
import { channelOf, factsOf, meOf, membershipOf } from './cacheCodec'
import { decoded, nullable, oneOf, record, type Decode } from './decode'

/** What an earlier page of this user knew. */
export interface CachedState {
  readonly me: Me
  readonly facts: ServerFacts
  readonly channels: readonly Channel[]
  readonly memberships: readonly Membership[]
}

/** What a session knows, kept for the next start of the same user: of use when the start is slow, and never the truth. */
export interface SessionCache {
  /** null when there is nothing, or nothing that can be read. What cannot be read is removed. */
  read(): Promise<CachedState | null>
  /** The state changed, as the server told it. It is written a while later, with what comes until then. */
  noticed(state: ChatState): void
  /** Writes what waits: the page may be gone in a moment. */
  flush(): void
  /** Removes everything and keeps nothing more. */
  wipe(): Promise<void>
}

export interface CacheDeps {
  /** Of this user alone. */
  readonly records: RecordStorage
  readonly clock: Clock
  readonly logger: Logger
}

/** Changes when the meaning of what is kept changes. A field more or less needs no new number: such records are refused. */
const version = 1
const writeEveryMs = 2_000
const maxChannels = 3_000
/** Of one record, in characters. A channel takes some 1,000. */
const longestRecord = 32_768

const headKey = 'head'
const channelPrefix = 'channel:'

interface Head {
  readonly version: typeof version
  readonly me: Me
  readonly facts: ServerFacts
}

interface CachedChannel {
  readonly channel: Channel | null
  readonly membership: Membership
}

const headOf = record<Head>({ version: oneOf<typeof version>(version), me: meOf, facts: factsOf })
const cachedChannelOf = record<CachedChannel>({
  channel: nullable(channelOf),
  membership: membershipOf,
})

/** A record is a text: its length is known before it is written, and nothing but data comes back. */
function readText<T>(decode: Decode<T>, value: unknown): T | null {
  if (typeof value !== 'string') return null
  try {
    return decoded(decode, JSON.parse(value))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function createCache({ records, clock, logger }: CacheDeps): SessionCache {
  /** Texts as they were read: what is the same need not be written again. Null after the first write. */
  let found: Map<string, string> | null = new Map()
  /** Keys of the channels that are kept. */
  const kept = new Set<string>()
  let writtenHead = ''
  let writtenChannels: PersistentMap<ChannelId, ChannelEntry> = emptyMap()
  let latest: ChatState | null = null
  let cancelWrite: CancelTimer | null = null
  let isOff = records.kind === 'memory'

  async function read(): Promise<CachedState | null> {
    if (isOff) return null
    const all = new Map(await records.readAll())
    const head = readText(headOf, all.get(headKey))
    if (head === null) {
      if (all.size > 0) await records.clear()
      return null
    }
    all.delete(headKey)
    const channels: CachedChannel[] = []
    const unreadable = new Map<string, undefined>()
    for (const [key, value] of all) {
      const one = key.startsWith(channelPrefix) ? readText(cachedChannelOf, value) : null
      if (one === null || keyOf(one.membership.channelId) !== key) unreadable.set(key, undefined)
      else {
        channels.push(one)
        kept.add(key)
        found?.set(key, value as string)
      }
    }
    if (unreadable.size > 0) await records.write(unreadable)
    return {
      me: head.me,
      facts: head.facts,
      channels: channels.flatMap(({ channel }) => channel ?? []),
      memberships: channels.map(({ membership }) => membership),
    }
  }

  /** What differs from what was written last. The first time that is everything, save what was read as it is. */
  function changes(state: ChatState): ReadonlyMap<string, string | undefined> {
    const next = new Map<string, string | undefined>()
    const head = headText(state)
    if (head !== writtenHead) next.set(headKey, head)
    writtenHead = head
    for (const id of changedOf(state)) {
      const before = getIn(writtenChannels, id)
      const after = getIn(state.channels, id)
      if (after !== undefined && found === null && isSameRecord(before, after)) continue
      put(next, keyOf(id), after === undefined ? undefined : channelText(after))
    }
    if (found !== null) dropOthers(next, state)
    writtenChannels = state.channels
    found = null
    return next
  }

  function changedOf(state: ChatState): readonly ChannelId[] {
    if (found === null) return changedKeys(writtenChannels, state.channels)
    return [...entriesOf(state.channels)]
      .sort(([, a], [, b]) => activityOf(b) - activityOf(a))
      .map(([id]) => id)
  }

  function put(next: Map<string, string | undefined>, key: string, text: string | undefined): void {
    const hasRoom = kept.has(key) || kept.size < maxChannels
    if (text === undefined || text.length > longestRecord || !hasRoom) {
      if (kept.delete(key)) next.set(key, undefined)
      return
    }
    kept.add(key)
    if (found?.get(key) !== text) next.set(key, text)
  }

  /** Channels that were kept and are gone. */
  function dropOthers(next: Map<string, string | undefined>, state: ChatState): void {
    for (const key of [...kept]) {
      const id = key.slice(channelPrefix.length) as ChannelId
      if (getIn(state.channels, id) === undefined) put(next, key, undefined)
    }
  }

  function write(): void {
    cancelWrite?.()
    cancelWrite = null
    if (latest === null || isOff) return
    const next = changes(latest)
    latest = null
    if (next.size > 0) records.write(next).catch(turnOff)
  }

  /** A full disk is no error of the user's: without a cache the next start is slower. */
  function turnOff(error: unknown): void {
    logger.warn('nothing more is kept for the next start', { reason: toChatError(error).message })
    wipe().catch(() => undefined)
  }

  function wipe(): Promise<void> {
    isOff = true
    cancelWrite?.()
    return records.clear()
  }

  return {
    read,
    noticed(state) {
      if (isOff) return
      latest = state
      cancelWrite ??= clock.after(writeEveryMs, write)
    },
    flush: write,
    wipe,
  }
}

function keyOf(id: ChannelId): string {
  return channelPrefix + id
}

function headText({ me, facts }: ChatState): string {
  return JSON.stringify({ version, me, facts })
}

/** undefined for a channel that is not the user's. */
function channelText({ channel, membership }: ChannelEntry): string | undefined {
  return membership === null ? undefined : JSON.stringify({ channel, membership })
}

function isSameRecord(before: ChannelEntry | undefined, after: ChannelEntry): boolean {
  return before?.channel === after.channel && before.membership === after.membership
}
