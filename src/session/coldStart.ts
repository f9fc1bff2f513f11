import { toChatError } from '../domain'
import type { Logger } from '../ports'
import type { SessionCache } from './cache'
import type { StateStore } from './store'

export interface ColdStartDeps {
  readonly logger: Logger
  /** What was kept is shown now. */
  onRestored(): void
}

/** Shows what an earlier page knew while the session connects, and keeps what this one knows for the next. */
export interface ColdStart {
  start(): void
  /** Writes what waits: the page hides. */
  flush(): void
  /** Keeps nothing more. */
  close(): void
  /** Removes what is kept of this user. Resolves also when that fails. */
  forget(): Promise<void>
}

export function createColdStart(
  store: StateStore,
  openCache: (() => Promise<SessionCache>) | undefined,
  { logger, onRestored }: ColdStartDeps,
): ColdStart {
  let opening: Promise<SessionCache> | null = null
  let cache: SessionCache | null = null

  /** Only the truth is kept: what came from the cache is there already. */
  function keep(): void {
    if (store.state.isComplete) cache?.noticed(store.state)
  }

  async function restore(opened: SessionCache): Promise<void> {
    const cached = await opened.read()
    if (cached === null || opening === null) return
    store.dispatch({ type: 'cacheRestored', ...cached })
    if (store.state.isFromCache) onRestored()
  }

  const stop = store.listen(keep)

  async function start(opened: Promise<SessionCache>): Promise<void> {
    const ready = await opened
    await restore(ready)
    if (opening === null) return
    cache = ready
    keep()
  }

  function failed(error: unknown): void {
    logger.warn('nothing is kept for the next start', { reason: toChatError(error).message })
  }

  return {
    start() {
      if (openCache === undefined || opening !== null) return
      opening = openCache()
      start(opening).catch(failed)
    },
    flush: () => cache?.flush(),
    close() {
      stop()
      cache?.flush()
      cache = null
    },
    async forget() {
      const opened = opening ?? openCache?.()
      opening = null
      await opened?.then((ready) => ready.wipe()).catch(failed)
    },
  }
}
