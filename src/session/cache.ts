import {
  activityOf,
  changedKeys,
  emptyMap,
  entriesOf,
  getIn,
  isCovered,
  liveRange,
  sliceMessages,
  toChatError,
  type CachedPage,
  type Channel,
  type ChannelEntry,
  type ChannelId,
  type ChatState,
  type Me,
  type Membership,
  type PersistentMap,
  type ServerFacts,
  type Timeline,
  type Timestamp,
} from '../domain'
import type { CancelTimer, Clock, Logger, RecordStorage } from '../ports'
import { channelOf, factsOf, meOf, membershipOf, messageOf } from './cacheCodec'
import { decoded, listOf, nullable, number, oneOf, record, text, type Decode } from './decode'

/** What an earlier page of this user knew. */
export interface CachedState {
  readonly me: Me
  readonly facts: ServerFacts
  readonly channels: readonly Channel[]
  readonly memberships: readonly Membership[]
  /** Of channels that are among these. */
  readonly pages: readonly CachedPage[]
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
/** Channels of which the newest messages are kept: those whose history changed last. */
const maxPages = 8
const pageSize = 50
/** Of one record, in characters. A channel takes some 1,000. */
const longestRecord = 32_768
/** A page takes some 50,000; one of long messages is kept in part. */
const longestPage = 262_144

const headKey = 'head'
const channelPrefix = 'channel:'
const pagePrefix = 'page:'

interface Head {
  readonly version: typeof version
  readonly me: Me
  readonly facts: ServerFacts
}

interface KeptPage extends CachedPage {
  /** By this machine's clock. */
  readonly keptAt: Timestamp
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

const keptPageOf = record<KeptPage>({
  channelId: text<ChannelId>(200),
  keptAt: number,
  messages: listOf(messageOf, pageSize),
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
  let writtenTimelines: PersistentMap<ChannelId, Timeline> = emptyMap()
  /** Keys of the pages that are kept, the one that changed last at the end. */
  const pages = new Set<string>()
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
    const foundPages: KeptPage[] = []
    for (const [key, value] of all) {
      if (key.startsWith(pagePrefix)) {
        const page = readText(keptPageOf, value)
        if (page !== null && isWhole(page, key)) foundPages.push(page)
        else unreadable.set(key, undefined)
        continue
      }
      const one = key.startsWith(channelPrefix) ? readText(cachedChannelOf, value) : null
      if (one === null || keyOf(one.membership.channelId) !== key) unreadable.set(key, undefined)
      else {
        channels.push(one)
        kept.add(key)
        found?.set(key, value as string)
      }
    }
    foundPages.sort((a, b) => a.keptAt - b.keptAt)
    const usable = foundPages.filter(({ channelId }) => kept.has(keyOf(channelId))).slice(-maxPages)
    for (const page of foundPages) {
      const key = pagePrefix + page.channelId
      if (usable.includes(page)) pages.add(key)
      else unreadable.set(key, undefined)
    }
    if (unreadable.size > 0) await records.write(unreadable)
    return {
      pages: usable,
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
    putPages(next, state)
    writtenChannels = state.channels
    writtenTimelines = state.timelines
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

  /** A timeline that was dropped may come back as it was kept; one of a channel that is gone goes. */
  function putPages(next: Map<string, string | undefined>, state: ChatState): void {
    for (const id of changedKeys(writtenTimelines, state.timelines)) {
      const timeline = getIn(state.timelines, id)
      const isSame = timeline?.sequence === getIn(writtenTimelines, id)?.sequence
      if (timeline?.isLoaded !== true || isSame) continue
      const page = pageText(id, timeline, clock.now())
      next.set(pagePrefix + id, page)
      pages.delete(pagePrefix + id)
      if (page !== undefined) pages.add(pagePrefix + id)
    }
    for (const key of pages) {
      const isGone = !kept.has(channelPrefix + key.slice(pagePrefix.length))
      if (!isGone && pages.size <= maxPages) continue
      pages.delete(key)
      next.set(key, undefined)
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

/** The newest messages without a hole, as many as there is room for; undefined for none. */
function pageText(id: ChannelId, timeline: Timeline, now: Timestamp): string | undefined {
  const { sequence, ranges } = timeline
  const live = liveRange(ranges)
  const newest = sliceMessages(sequence, Math.max(0, sequence.length - pageSize), sequence.length)
  let messages = newest.filter((message) => live !== null && isCovered([live], message))
  while (messages.length > 0) {
    const page: KeptPage = { channelId: id, keptAt: now, messages }
    const pageAsText = JSON.stringify(page)
    if (pageAsText.length <= longestPage) return pageAsText
    messages = messages.slice(Math.ceil(messages.length / 2))
  }
  return undefined
}

function isWhole({ channelId, messages }: KeptPage, key: string): boolean {
  return (
    key === pagePrefix + channelId && messages.every((message) => message.channelId === channelId)
  )
}
