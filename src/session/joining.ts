import { toChatError, type ChannelId } from '../domain'
import type { Logger } from '../ports'
import type { StateStore } from './store'
import type { OpenTabs, ReadingEvent, Tabs } from './tabs'

/** The session's place among the tabs of its user (C11). */
export interface Joining {
  readonly isNotifier: boolean
  close(): void
}

export interface JoiningDeps {
  readonly logger: Logger
  /** This tab notifies from now on. */
  onNotifier(): void
  /** The user read something in another tab: it may be closed before it can tell the server. */
  onHeard(id: ChannelId): void
}

/** Joins as soon as the code for it is here; without it this tab is alone. */
export function joinTabs(
  store: StateStore,
  openTabs: (() => Promise<OpenTabs>) | undefined,
  { logger, onNotifier, onHeard }: JoiningDeps,
): Joining {
  let tabs: Tabs | null = null
  let isNotifier = openTabs === undefined
  let isClosed = false
  let isHearing = false

  const stop = store.listen((event) => {
    if (!isHearing) tabs?.took(event)
  })

  function notify(): void {
    isNotifier = true
    onNotifier()
  }

  /** A mark set by hand matters where the channel is open; elsewhere the server's record says all (R7). */
  function onReading(event: ReadingEvent): void {
    if (event.type === 'markedUnread' && store.state.currentId !== event.channelId) return
    isHearing = true
    store.dispatch(event)
    isHearing = false
    onHeard(event.channelId)
  }

  function join(open: OpenTabs): void {
    if (!isClosed) tabs = open({ onNotifier: notify, onReading })
  }

  openTabs?.().then(join, (error: unknown) => {
    logger.warn('other tabs are out of reach', { reason: toChatError(error).message })
    if (!isClosed) notify()
  })

  return {
    get isNotifier() {
      return isNotifier
    },
    close() {
      isClosed = true
      stop()
      tabs?.close()
    },
  }
}
