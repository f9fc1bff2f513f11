import { changedKeys, entriesOf, outboxOf, type Wish } from '../domain'
import type { CancelTimer, Clock, Logger, OpenRecords, RecordStorage } from '../ports'
import {
  createReadingKeeper,
  untoldReadings,
  type ReadingKeeper,
  type ReadingKeeperDeps,
} from './readingKeeper'
import {
  readLastWords,
  readStoredReading,
  readingKey,
  writeLastWords,
  type StoredReading,
} from './readingRecord'
import { createRecordWriter, longestWaitMs, type RecordWriter } from './recordWriter'
import type { StateStore } from './store'
import { createTabNames, type TabNamesDeps } from './tabNames'
import { isSameRecord, readWish, toRecord } from './wishRecord'
import { within } from './within'

export interface OutboxKeeperDeps
  extends TabNamesDeps, Pick<ReadingKeeperDeps, 'transport' | 'markRead'> {
  readonly clock: Clock
  readonly logger: Logger
  /** The records of this user at this server, shared by the user's tabs. */
  openRecords(): ReturnType<OpenRecords>
  /** What an earlier page or a tab that ended left is in the state: whether it was sent is not known. */
  onRestored(wishes: readonly Wish[]): void
  /** Wishes may leave now that could not before. */
  onSettled(): void
}

/**
 * Keeps the outbox of the state, and readings that the server has not confirmed, in records that outlive the page (C8). Each
 * record is its tab's: only that tab sends it, or the one heir of a tab that has ended.
 */
export interface OutboxKeeper {
  start(): void
  /** What was left is restored, and the newest version of the wish is stored, as far as this browser stores at all. */
  mayLeave(wishId: string): boolean
  /** Resolves when every change so far is stored, as far as this browser stores at all. */
  settled(): Promise<void>
  /** The line is up. */
  resume(): void
  /** The page may end: what waits is written. */
  flush(): void
  close(): void
}

/** How often to look for what tabs left that were opened after this one. */
const lookMs = 60_000
const prefix = 'wish:'

interface StoredWish {
  readonly key: string
  readonly tab: string
  readonly wish: Wish
}

type Kept = StoredWish | StoredReading

export function createOutboxKeeper(store: StateStore, deps: OutboxKeeperDeps): OutboxKeeper {
  const { clock } = deps
  const names = createTabNames(deps)
  const lastWordsKey = `${deps.scope}lastWords`
  const keyById = new Map<string, string>()
  let records: RecordStorage | null = null
  let writer: RecordWriter | null = null
  let readings: ReadingKeeper | null = null
  let ownTab = ''
  let lastNumber = 0
  let isReady = false
  let isClosed = false
  let isRestoring = false
  let seen = store.state.outbox
  let cancelLook: CancelTimer = () => undefined

  const stopFollowing = store.listen(() => {
    if (store.state.outbox === seen) return
    const before = seen
    seen = store.state.outbox
    if (writer === null || isRestoring) return
    for (const id of changedKeys(before, seen)) {
      putChanges(
        writer,
        outboxOf({ ...store.state, outbox: before }, id).list,
        outboxOf(store.state, id).list,
      )
    }
  })

  function putChanges(to: RecordWriter, before: readonly Wish[], after: readonly Wish[]): void {
    const beforeById = new Map(before.map((wish) => [wish.id, wish]))
    for (const wish of after) {
      const known = beforeById.get(wish.id)
      beforeById.delete(wish.id)
      if (known === wish) continue
      const record = toRecord(wish)
      if (known === undefined || !isSameRecord(toRecord(known), record)) to.put(wish.id, record)
    }
    for (const id of beforeById.keys()) to.put(id, null)
  }

  function keyOf(id: string): string {
    const known = keyById.get(id)
    if (known !== undefined) return known
    lastNumber += 1
    const key = `${prefix}${ownTab}:${String(lastNumber).padStart(9, '0')}`
    keyById.set(id, key)
    return key
  }

  async function begin(): Promise<void> {
    try {
      const opened = await within(clock, longestWaitMs, deps.openRecords())
      if (opened.kind === 'memory') store.dispatch({ type: 'outboxUnkept' })
      else await takeOver(opened)
    } catch (error) {
      refused(error)
    }
    isReady = true
    deps.onSettled()
    if (isClosed) stop()
    else if (writer !== null) lookLater()
  }

  async function takeOver(opened: RecordStorage): Promise<void> {
    records = opened
    ownTab = await names.takeOwn()
    await takeLastWords(opened)
    const tabs = new Set((await read()).map(({ tab }) => tab))
    const taken = new Set<string>([ownTab])
    for (const tab of tabs) {
      if (await names.tryTake(tab)) taken.add(tab)
      else awaitEnd(tab)
    }
    const kept = (await read()).filter(({ tab }) => taken.has(tab))
    const own = kept.filter((one) => isWish(one) && one.tab === ownTab)
    const numbers = own.map(({ key }) => numberOf(key))
    lastNumber = Math.max(0, ...numbers)
    const early = [...entriesOf(store.state.outbox)].flatMap(([, { list }]) => list)
    writer = createRecordWriter({
      clock,
      records: opened,
      keyOf,
      onRemoved: (id) => keyById.delete(id),
      onSettled: deps.onSettled,
      onRefused: refused,
    })
    const readingDeps = { ...deps, records: opened, ownTab, onRefused: refused }
    readings = createReadingKeeper(store, readingDeps, isClosed ? [] : kept.filter(isReading))
    restore(writer, kept.filter(isWish))
    for (const wish of early) writer.put(wish.id, toRecord(wish))
  }

  /** What the page before wrote down at its end, when its records may not have been open, or not have been written. */
  async function takeLastWords(opened: RecordStorage): Promise<void> {
    const written = deps.tab.read(lastWordsKey)
    if (written === null) return
    const changes = readLastWords(written).map(
      (reading) => [readingKey(ownTab, reading.channelId), reading] as const,
    )
    if (changes.length > 0) await within(clock, longestWaitMs, opened.write(new Map(changes)))
    deps.tab.remove(lastWordsKey)
  }

  /** At once: no storage that has to be waited for is written for certain by a page that ends. */
  function leaveLastWords(): void {
    const readings = untoldReadings(store.state)
    if (readings.length === 0) deps.tab.remove(lastWordsKey)
    else deps.tab.write(lastWordsKey, writeLastWords(readings))
  }

  async function read(): Promise<readonly Kept[]> {
    const rows = records === null ? [] : await within(clock, longestWaitMs, records.readAll())
    return rows.flatMap(
      ([key, value]) => readStoredWish(key, value) ?? readStoredReading(key, value) ?? [],
    )
  }

  function restore(to: RecordWriter, kept: readonly StoredWish[]): void {
    if (kept.length === 0 || isClosed) return
    for (const { key, wish } of kept) keyById.set(wish.id, key)
    const wishes = kept.map(({ wish }) => wish)
    isRestoring = true
    store.dispatch({ type: 'wishesRestored', wishes })
    isRestoring = false
    for (const { id, channelId } of wishes) {
      const { list } = outboxOf(store.state, channelId)
      if (!list.some((wish) => wish.id === id)) to.put(id, null)
    }
    deps.onRestored(wishes)
  }

  function awaitEnd(tab: string): void {
    names.takeLater(tab, () => void inherit(tab))
  }

  async function inherit(tab: string): Promise<void> {
    try {
      const kept = (await read()).filter((one) => one.tab === tab)
      if (kept.length === 0 || writer === null) names.giveBack(tab)
      else restore(writer, kept.filter(isWish))
      readings?.restore(kept.filter(isReading))
      deps.onSettled()
    } catch (error) {
      names.giveBack(tab)
      warn(error)
    }
  }

  function lookLater(): void {
    cancelLook = clock.after(lookMs, () => {
      void look()
      lookLater()
    })
  }

  async function look(): Promise<void> {
    try {
      for (const tab of new Set((await read()).map((one) => one.tab))) awaitEnd(tab)
    } catch (error) {
      warn(error)
    }
  }

  function refused(error: unknown): void {
    warn(error)
    store.dispatch({ type: 'outboxUnkept' })
  }

  function warn(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    deps.logger.warn('the outbox could not be kept', { reason })
  }

  function stop(): void {
    stopFollowing()
    readings?.close()
    names.close(Promise.all([writer?.settled(), readings?.settled()]))
  }

  return {
    start: () => void begin(),
    mayLeave: (id) => isReady && (writer?.isSettled(id) ?? true),
    settled: () => writer?.settled() ?? Promise.resolve(),
    resume: () => readings?.resume(),
    flush() {
      if (!store.state.isFromCache) leaveLastWords()
      readings?.flush()
    },
    close() {
      isClosed = true
      cancelLook()
      if (isReady) stop()
    },
  }
}

/** null for other records, and for what cannot be read. */
function readStoredWish(key: string, value: unknown): StoredWish | null {
  const tab = /^wish:([\w-]+):\d+$/.exec(key)?.[1]
  const wish = tab === undefined ? null : readWish(value)
  return tab === undefined || wish === null ? null : { key, tab, wish }
}

function isWish(kept: Kept): kept is StoredWish {
  return 'wish' in kept
}

function isReading(kept: Kept): kept is StoredReading {
  return 'reading' in kept
}

function numberOf(key: string): number {
  return Number(key.slice(key.lastIndexOf(':') + 1))
}
