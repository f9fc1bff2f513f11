import {
  afterTime,
  channelEntry,
  entriesOf,
  isCovered,
  lastMessage,
  liveRange,
  markerOf,
  timelineOf,
  toChatError,
  type Channel,
  type ChannelId,
  type ChatError,
  type ChatState,
  type GapSide,
  type HistoryPart,
  type Message,
  type MessageId,
  type Position,
  type Timestamp,
  type View,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Stop } from '../ports'
import { newestPart, partAround } from './historyParts'
import { createExplorer } from './exploring'
import type { StateStore } from './store'

export interface WatcherDeps {
  readonly clock: Clock
  readonly logger: Logger
  transport(): ChatTransport | null
  onError(error: ChatError): void
  /** A page of the channel has come. */
  onLoaded(id: ChannelId): void
}

/** Keeps the timelines of the channels last seen alive: watched, loaded, caught up. */
export interface Watcher {
  enter(id: ChannelId | null): void
  /** Loads a page into a gap, from its newer or its older side. */
  fillGap(id: ChannelId, before: Position, side: GapSide): void
  reload(id: ChannelId): void
  /** Resolves with the message to show once it and what is around it are loaded. */
  show(id: ChannelId, message: MessageId): Promise<MessageId>
  /** Resolves with the first message at a time or after it, once it is loaded; null when there is none. */
  showTime(id: ChannelId, at: Timestamp): Promise<MessageId | null>
  /** What of the current channel is in view; null: its newest messages. */
  setView(view: View | null): void
  /** Catches the current channel up on a new connection; the others load again when they are entered. */
  catchUp(transport: ChatTransport): Promise<void>
  lineEnded(): void
  /** A message came over the line. */
  heard(message: Message): void
  /** A channel became known or changed: one that is wanted and not there yet is entered now. */
  noticed(id: ChannelId): void
  /** What an earlier page knew is in the state: the wanted channel may be among it. */
  restored(): void
  /** The channel is gone for this user: its watch ends. */
  forget(id: ChannelId): void
  /** What is loaded of the channel is not to be trusted any more: it loads again. */
  startOver(id: ChannelId): void
  /** The line is up: loads what the current channel lacks. */
  resume(): void
  close(): void
}

/** Channels whose timelines are kept alive. Each costs four subscriptions and one fetch after a reconnect. */
const maxWatched = 8
/** Server times are compared with this much overlap: records of one moment may become visible later (C3). */
export const overlapMs = 30_000
/** After a longer absence the newest page is loaded anew instead of every change since (C4). */
const longestCatchUpMs = 60 * 60_000
/** The same by the times of the messages themselves, for a machine that slept before it noticed the loss. */
const longestGapMs = 3 * 60 * 60_000

/** One life of a channel's timeline, on one line. What comes back for one that is over is not used. */
interface Watch {
  readonly id: ChannelId
  stop: Stop | null
  isOver: boolean
  /** By the server's clock: changes up to here have been told. Not raised by pages of history, which come another way. */
  heardAt: Timestamp
}

export function createWatcher(store: StateStore, deps: WatcherDeps): Watcher {
  /** In the order of use, the current one last. */
  const watches = new Map<ChannelId, Watch>()
  const cancelRetry = new Map<ChannelId, CancelTimer>()
  let wantedId: ChannelId | null = null
  let lineEndedAt: number | null = null
  const explorer = createExplorer(store, {
    transport: () => deps.transport(),
    lifeOf: (id) => watches.get(id),
    failed,
  })

  function begin(id: ChannelId): Watch {
    end(id)
    const watch: Watch = { id, stop: null, isOver: false, heardAt: 0 }
    watches.set(id, watch)
    return watch
  }

  function end(id: ChannelId): void {
    const watch = watches.get(id)
    if (watch === undefined) return
    watches.delete(id)
    watch.isOver = true
    watch.stop?.()
    cancelRetry.get(id)?.()
  }

  function enter(id: ChannelId | null): void {
    if (wantedId !== id) explorer.setView(null)
    wantedId = id
    settleWanted()
  }

  /** A link may name a channel before the first snapshot is here: it is entered as soon as it is known. */
  function settleWanted(): void {
    const isKnown = wantedId === null || channelEntry(store.state, wantedId) !== null
    if (!isKnown && !store.state.isComplete) return
    store.dispatch({ type: 'channelEntered', channelId: wantedId })
    if (wantedId !== null) ensureLoaded(wantedId)
  }

  function ensureLoaded(id: ChannelId): void {
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const watch = watches.get(id)
    if (watch !== undefined) {
      watches.delete(id)
      watches.set(id, watch)
    } else if (channel !== null && transport !== null) {
      void load(transport, channel)
    } else if (channel !== null && !timelineOf(store.state, id).isLoaded) {
      store.dispatch({ type: 'historyRequested', channelId: id, gap: null })
    }
  }

  /** From nothing: whatever was there may have holes towards what is fetched now. */
  async function load(transport: ChatTransport, channel: Channel): Promise<void> {
    const watch = begin(channel.id)
    evict()
    store.dispatch({ type: 'timelineDropped', channelId: channel.id })
    store.dispatch({ type: 'historyRequested', channelId: channel.id, gap: null })
    try {
      if (!(await listenTo(watch, transport, channel))) return
      const parts = await partsToOpen(transport, channel)
      if (!watch.isOver) take(watch, 'historyLoaded', parts)
    } catch (error) {
      giveUp(watch, toChatError(error))
    }
  }

  /** False when the watch ended while the server took its time. */
  async function listenTo(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
  ): Promise<boolean> {
    const stop = await transport.watchChannel(channel)
    if (watch.isOver) stop()
    else watch.stop = stop
    return !watch.isOver
  }

  /** The newest page, and where the reading stopped when that is further back (R10). */
  async function partsToOpen(
    transport: ChatTransport,
    channel: Channel,
  ): Promise<readonly HistoryPart[]> {
    const newest = await newestPart(transport, channel)
    const marker = unreadMarker(store.state, channel.id)
    const { from } = newest.covers
    const isFurtherBack = marker !== null && from !== null && from.createdAt > marker
    if (!isFurtherBack || newest.messages.some(isOwn)) return [newest]
    return [newest, await partAround(transport, channel, afterTime(marker))]
  }

  /** What I wrote reads what stands before it (R6). */
  function isOwn({ author, system }: Message): boolean {
    return system === null && author.id === store.state.me?.id
  }

  function take(
    watch: Watch,
    type: 'historyLoaded' | 'historyReplaced',
    parts: readonly HistoryPart[],
  ): void {
    watch.heardAt = Math.max(watch.heardAt, latestChange(parts))
    store.dispatch({ type, channelId: watch.id, parts })
    deps.onLoaded(watch.id)
  }

  function giveUp(watch: Watch, error: ChatError): void {
    if (watch.isOver) return
    end(watch.id)
    failed(watch.id, null, error, () => {
      ensureLoaded(watch.id)
    })
  }

  function evict(): void {
    for (const id of [...watches.keys()]) {
      if (watches.size <= maxWatched) return
      if (id === store.state.currentId) continue
      end(id)
      store.dispatch({ type: 'timelineDropped', channelId: id })
    }
  }

  function failed(id: ChannelId, gap: Position | null, error: ChatError, again: () => void): void {
    deps.logger.warn('history could not be loaded', { kind: error.kind, reason: error.message })
    if (deps.transport() === null && error.kind === 'connection') return
    if (error.kind === 'auth') deps.onError(error)
    const { kind, message: details } = error
    store.dispatch({ type: 'historyFailed', channelId: id, gap, kind, details })
    if (error.retryAfterMs === null) return
    cancelRetry.get(id)?.()
    cancelRetry.set(id, deps.clock.after(error.retryAfterMs, again))
  }

  async function catchUp(transport: ChatTransport): Promise<void> {
    const absentMs = lineEndedAt === null ? 0 : deps.clock.now() - lineEndedAt
    const { currentId } = store.state
    const heardAt = currentId === null ? 0 : (watches.get(currentId)?.heardAt ?? 0)
    for (const id of [...watches.keys()]) end(id)
    for (const [id] of [...entriesOf(store.state.timelines)]) {
      if (id !== currentId) store.dispatch({ type: 'timelineDropped', channelId: id })
    }
    const channel = channelEntry(store.state, currentId)?.channel ?? null
    if (channel === null || !timelineOf(store.state, channel.id).isLoaded) return
    const watch = begin(channel.id)
    watch.heardAt = heardAt
    try {
      if (!(await listenTo(watch, transport, channel))) return
      if (isTooOld(channel, absentMs)) await loadAgain(watch, transport, channel)
      else await mergeChanges(watch, transport, channel)
    } catch (error) {
      await recover(watch, transport, channel, toChatError(error))
    }
  }

  function isTooOld(channel: Channel, absentMs: number): boolean {
    const newest = lastMessage(timelineOf(store.state, channel.id).sequence)
    const gapMs = channel.lastActivityAt - (newest?.createdAt ?? channel.lastActivityAt)
    return absentMs > longestCatchUpMs || gapMs > longestGapMs
  }

  async function mergeChanges(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
  ): Promise<void> {
    const since = Math.max(0, watch.heardAt - overlapMs)
    const changes = await transport.fetchMessageChanges(channel, since)
    if (watch.isOver) return
    for (const id of changes.removedIds) {
      store.dispatch({ type: 'messageRemoved', channelId: channel.id, messageId: id })
    }
    const covers = liveRange(timelineOf(store.state, channel.id).ranges)
    if (covers !== null) {
      take(watch, 'historyLoaded', [{ messages: changes.updated, covers }])
    }
  }

  /** The newest page, and the one being read when that is further back: what lies between is a gap (C4). */
  async function loadAgain(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
  ): Promise<void> {
    const parts = [await newestPart(transport, channel)]
    const read = explorer.view?.first ?? null
    if (read !== null && !parts.some(({ covers }) => isCovered([covers], read))) {
      parts.push(await partAround(transport, channel, read))
    }
    if (!watch.isOver) take(watch, 'historyReplaced', parts)
  }

  /**
   * A line that failed ends the attempt. A channel that may not be read any more must not keep the others offline. When
   * only the changes cannot be had, the newest page takes their place: never both with a hole between them (C4).
   */
  async function recover(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
    error: ChatError,
  ): Promise<void> {
    if (error.kind === 'connection' || error.kind === 'auth') throw error
    if (watch.stop === null || error.kind === 'permission' || error.kind === 'notFound') {
      store.dispatch({ type: 'timelineDropped', channelId: channel.id })
      giveUp(watch, error)
      return
    }
    try {
      await loadAgain(watch, transport, channel)
    } catch (second) {
      const reason = toChatError(second)
      if (reason.kind === 'connection' || reason.kind === 'auth') throw reason
      store.dispatch({ type: 'timelineDropped', channelId: channel.id })
      giveUp(watch, reason)
    }
  }

  return {
    enter,
    fillGap: explorer.fillGap,
    reload(id) {
      const { isLoaded, fetch } = timelineOf(store.state, id)
      if (!isLoaded) ensureLoaded(id)
      else if (fetch.status === 'failed' && fetch.gap !== null)
        explorer.fillGap(id, fetch.gap, 'newer')
    },
    show: explorer.show,
    showTime: explorer.showTime,
    setView: explorer.setView,
    heard(message) {
      const watch = watches.get(message.channelId)
      if (watch === undefined) return
      watch.heardAt = Math.max(watch.heardAt, message.updatedAt)
      explorer.trim(message.channelId)
    },
    catchUp,
    lineEnded() {
      lineEndedAt ??= deps.clock.now()
    },
    noticed(id) {
      const hasFailed = timelineOf(store.state, id).fetch.status === 'failed'
      if (id === wantedId && !watches.has(id) && !hasFailed) settleWanted()
    },
    restored: settleWanted,
    forget: end,
    startOver(id) {
      const transport = deps.transport()
      const channel = channelEntry(store.state, id)?.channel ?? null
      if (watches.has(id) && channel !== null && transport !== null) void load(transport, channel)
    },
    resume() {
      lineEndedAt = null
      settleWanted()
    },
    close() {
      for (const id of [...watches.keys()]) end(id)
      for (const cancel of cancelRetry.values()) cancel()
    },
  }
}

function latestChange(parts: readonly HistoryPart[]): Timestamp {
  let latest = 0
  for (const { messages } of parts) {
    for (const { updatedAt } of messages) latest = Math.max(latest, updatedAt)
  }
  return latest
}

/** How far the user has read a channel with something unread; null for all others. */
function unreadMarker(state: ChatState, id: ChannelId): Timestamp | null {
  const entry = channelEntry(state, id)
  if (entry === null || (entry.membership?.readMarkerAt ?? null) === null) return null
  const { count, hasAlert } = entry.unread
  return count > 0 || hasAlert ? markerOf(entry) : null
}
