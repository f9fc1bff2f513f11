import {
  channelEntry,
  entriesOf,
  firstMessage,
  lastMessage,
  timelineOf,
  toChatError,
  valuesOf,
  type Channel,
  type ChannelId,
  type ChatError,
  type Timestamp,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Stop } from '../ports'
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
  loadOlder(id: ChannelId): void
  reload(id: ChannelId): void
  /** Catches the current channel up on a new connection; the others load again when they are entered. */
  catchUp(transport: ChatTransport): Promise<void>
  lineEnded(): void
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

const pageSize = 50
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
}

export function createWatcher(store: StateStore, deps: WatcherDeps): Watcher {
  /** In the order of use, the current one last. */
  const watches = new Map<ChannelId, Watch>()
  const cancelRetry = new Map<ChannelId, CancelTimer>()
  let wantedId: ChannelId | null = null
  let lineEndedAt: number | null = null

  function begin(id: ChannelId): Watch {
    end(id)
    const watch: Watch = { id, stop: null, isOver: false }
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
      store.dispatch({ type: 'historyRequested', channelId: id })
    }
  }

  /** From nothing: whatever was there may have holes towards what is fetched now. */
  async function load(transport: ChatTransport, channel: Channel): Promise<void> {
    const watch = begin(channel.id)
    evict()
    store.dispatch({ type: 'timelineDropped', channelId: channel.id })
    store.dispatch({ type: 'historyRequested', channelId: channel.id })
    try {
      if (await listenTo(watch, transport, channel)) await loadNewest(watch, transport, channel)
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

  async function loadNewest(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
  ): Promise<void> {
    const page = await transport.fetchHistory(channel, null, pageSize)
    if (watch.isOver) return
    store.dispatch({ type: 'historyLoaded', channelId: channel.id, isNewest: true, ...page })
    deps.onLoaded(channel.id)
  }

  function giveUp(watch: Watch, error: ChatError): void {
    if (watch.isOver) return
    end(watch.id)
    failed(watch.id, error, () => {
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

  function loadOlder(id: ChannelId): void {
    const timeline = timelineOf(store.state, id)
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const oldest = firstMessage(timeline.sequence)
    const watch = watches.get(id)
    if (transport === null || channel === null || oldest === undefined) return
    if (watch === undefined || !timeline.isLoaded || timeline.isStartReached) return
    if (timeline.fetch.status === 'loading') return
    store.dispatch({ type: 'historyRequested', channelId: id })
    transport.fetchHistory(channel, oldest, pageSize).then(
      (page) => {
        if (watch.isOver) return
        store.dispatch({ type: 'historyLoaded', channelId: id, isNewest: false, ...page })
      },
      (error: unknown) => {
        if (watch.isOver) return
        failed(id, toChatError(error), () => {
          loadOlder(id)
        })
      },
    )
  }

  function failed(id: ChannelId, error: ChatError, again: () => void): void {
    deps.logger.warn('history could not be loaded', { kind: error.kind, reason: error.message })
    if (deps.transport() === null && error.kind === 'connection') return
    if (error.kind === 'auth') deps.onError(error)
    const { kind, message: details } = error
    store.dispatch({ type: 'historyFailed', channelId: id, kind, details })
    if (error.retryAfterMs === null) return
    cancelRetry.get(id)?.()
    cancelRetry.set(id, deps.clock.after(error.retryAfterMs, again))
  }

  async function catchUp(transport: ChatTransport): Promise<void> {
    const absentMs = lineEndedAt === null ? 0 : deps.clock.now() - lineEndedAt
    const { currentId } = store.state
    for (const id of [...watches.keys()]) end(id)
    for (const [id] of [...entriesOf(store.state.timelines)]) {
      if (id !== currentId) store.dispatch({ type: 'timelineDropped', channelId: id })
    }
    const channel = channelEntry(store.state, currentId)?.channel ?? null
    if (channel === null || !timelineOf(store.state, channel.id).isLoaded) return
    const watch = begin(channel.id)
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
    const { sequence } = timelineOf(store.state, channel.id)
    const since = latestChange(valuesOf(sequence.byId)) - overlapMs
    const changes = await transport.fetchMessageChanges(channel, Math.max(0, since))
    if (watch.isOver) return
    for (const id of changes.removedIds) {
      store.dispatch({ type: 'messageRemoved', channelId: channel.id, messageId: id })
    }
    const oldest = firstMessage(sequence)?.createdAt ?? 0
    store.dispatch({
      type: 'historyLoaded',
      channelId: channel.id,
      messages: changes.updated.filter((message) => message.createdAt >= oldest),
      isNewest: true,
      isStartReached: false,
    })
  }

  async function loadAgain(
    watch: Watch,
    transport: ChatTransport,
    channel: Channel,
  ): Promise<void> {
    store.dispatch({ type: 'timelineDropped', channelId: channel.id })
    store.dispatch({ type: 'historyRequested', channelId: channel.id })
    await loadNewest(watch, transport, channel)
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
      giveUp(watch, reason)
    }
  }

  return {
    enter,
    loadOlder,
    reload(id) {
      if (timelineOf(store.state, id).isLoaded) loadOlder(id)
      else ensureLoaded(id)
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

function latestChange(messages: Iterable<{ readonly updatedAt: Timestamp }>): Timestamp {
  let latest = 0
  for (const message of messages) latest = Math.max(latest, message.updatedAt)
  return latest
}
