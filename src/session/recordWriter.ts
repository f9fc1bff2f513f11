import type { Clock, RecordStorage } from '../ports'
import { within } from './within'

/** A browser that has not answered by then is taken for one that does not keep anything. */
export const longestWaitMs = 10_000

export interface RecordWriter {
  /** Writes or removes (null) a record. Its latest version counts. */
  put(id: string, record: object | null): void
  /** False while the latest version is still on its way to the storage. */
  isSettled(id: string): boolean
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>
}

export interface RecordWriterDeps {
  readonly clock: Clock
  readonly records: RecordStorage
  keyOf(id: string): string
  /** The record is removed: its key is not asked for again. */
  onRemoved(id: string): void
  /** Something is stored, or never will be. */
  onSettled(): void
  /** The browser did not take it. It is given up: what was not stored ends with the page. */
  onRefused(error: unknown): void
}

/** One write at a time; what comes meanwhile goes together in the next. */
export function createRecordWriter(deps: RecordWriterDeps): RecordWriter {
  const waiting = new Map<string, object | null>()
  let underway: ReadonlyMap<string, object | null> = new Map()
  let running: Promise<void> | null = null

  /** What belongs together comes in one go, and is written in one. */
  async function run(): Promise<void> {
    await Promise.resolve()
    while (waiting.size > 0) {
      underway = new Map(waiting)
      waiting.clear()
      await write(underway)
      underway = new Map()
      deps.onSettled()
    }
    running = null
  }

  async function write(batch: ReadonlyMap<string, object | null>): Promise<void> {
    const changes = new Map(
      [...batch].map(([id, record]) => [deps.keyOf(id), record ?? undefined] as const),
    )
    try {
      await within(deps.clock, longestWaitMs, deps.records.write(changes))
      for (const [id, record] of batch) if (record === null) deps.onRemoved(id)
    } catch (error) {
      const isRemoval = [...batch.values()].every((record) => record === null)
      if (!isRemoval) putBackRemovals(batch)
      deps.onRefused(error)
    }
  }

  /** Where there is no room, removing still works. */
  function putBackRemovals(batch: ReadonlyMap<string, object | null>): void {
    for (const [id, record] of batch) if (record === null && !waiting.has(id)) waiting.set(id, null)
  }

  return {
    put(id, record) {
      waiting.set(id, record)
      running ??= run()
    },
    isSettled: (id) => !waiting.has(id) && !underway.has(id),
    settled: () => running ?? Promise.resolve(),
  }
}
