import {
  channelEntry,
  firstMessage,
  timelineOf,
  toChatError,
  valuesOf,
  type Channel,
  type ChannelId,
  type ChatError,
  type Timeline,
  type Timestamp,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Stop } from '../ports'
import type { StateStore } from './store'

export interface WatcherDeps {
  readonly clock: Clock
  readonly logger: Logger
  transport(): ChatTransport | null
  onError(error: ChatError): void
}

/** Keeps the timelines of the channels last seen alive: watched, loaded, caught up. */
export interface Watcher {
  enter(id: ChannelId | null): void
  loadOlder(id: ChannelId): void
  reload(id: ChannelId): void
  /** Catches the current channel up on a new connection; the others load again when they are entered. */
  catchUp(transport: ChatTransport): Promise<void>
  lineEnded(): void
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

export function createWatcher(store: StateStore, deps: WatcherDeps): Watcher {
  /** In the order of use, the current one last. */
  const stopById = new Map<ChannelId, Stop | null>()
  const cancelRetry = new Map<ChannelId, CancelTimer>()
  let wantedId: ChannelId | null = null
  let lineEndedAt: number | null = null

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
    if (channel === null) return
    if (stopById.has(id)) {
      touch(id)
      return
    }
    store.dispatch({ type: 'historyRequested', channelId: id })
    if (transport !== null) void load(transport, channel)
  }

  function touch(id: ChannelId): void {
    const stop = stopById.get(id) ?? null
    stopById.delete(id)
    stopById.set(id, stop)
  }

  async function load(transport: ChatTransport, channel: Channel): Promise<void> {
    const { id } = channel
    stopById.set(id, null)
    evict()
    try {
      const stop = await transport.watchChannel(channel)
      if (!keepStop(transport, id, stop)) return
      await loadNewest(transport, channel)
    } catch (error) {
      if (deps.transport() === transport) stopById.delete(id)
      failed(id, toChatError(error), () => {
        ensureLoaded(id)
      })
    }
  }

  /** False when the channel was given up, or the line replaced, while the server took its time. */
  function keepStop(transport: ChatTransport, id: ChannelId, stop: Stop): boolean {
    if (deps.transport() === transport && stopById.has(id)) {
      stopById.set(id, stop)
      return true
    }
    stop()
    return false
  }

  async function loadNewest(transport: ChatTransport, channel: Channel): Promise<void> {
    const page = await transport.fetchHistory(channel, null, pageSize)
    store.dispatch({
      type: 'historyLoaded',
      channelId: channel.id,
      messages: page.messages,
      isNewest: true,
      isStartReached: page.isStartReached,
    })
  }

  function evict(): void {
    for (const [id, stop] of stopById) {
      if (stopById.size <= maxWatched) return
      if (id === store.state.currentId) continue
      stop?.()
      stopById.delete(id)
      store.dispatch({ type: 'timelineDropped', channelId: id })
    }
  }

  function loadOlder(id: ChannelId): void {
    const timeline = timelineOf(store.state, id)
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const oldest = firstMessage(timeline.sequence)
    if (transport === null || channel === null || oldest === undefined) return
    if (!timeline.isLoaded || timeline.isStartReached || timeline.fetch.status === 'loading') return
    store.dispatch({ type: 'historyRequested', channelId: id })
    transport.fetchHistory(channel, oldest, pageSize).then(
      (page) => {
        if (!isStillHere(id, timeline)) return
        store.dispatch({ type: 'historyLoaded', channelId: id, isNewest: false, ...page })
      },
      (error: unknown) => {
        failed(id, toChatError(error), () => {
          loadOlder(id)
        })
      },
    )
  }

  /** A timeline that was dropped meanwhile must not get a page that would leave a hole behind it. */
  function isStillHere(id: ChannelId, before: Timeline): boolean {
    const now = timelineOf(store.state, id)
    return now.isLoaded && firstMessage(now.sequence)?.id === firstMessage(before.sequence)?.id
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
    const currentId = store.state.currentId
    for (const id of [...stopById.keys()]) {
      stopById.delete(id)
      if (id !== currentId) store.dispatch({ type: 'timelineDropped', channelId: id })
    }
    const channel = channelEntry(store.state, currentId)?.channel ?? null
    if (channel === null || !timelineOf(store.state, channel.id).isLoaded) return
    stopById.set(channel.id, null)
    try {
      stopById.set(channel.id, await transport.watchChannel(channel))
      if (absentMs > longestCatchUpMs) await startOver(transport, channel)
      else await mergeChanges(transport, channel)
    } catch (error) {
      await giveUpUnlessRefused(transport, channel, toChatError(error))
    }
  }

  async function mergeChanges(transport: ChatTransport, channel: Channel): Promise<void> {
    const { sequence } = timelineOf(store.state, channel.id)
    const since = latestChange(valuesOf(sequence.byId)) - overlapMs
    const changes = await transport.fetchMessageChanges(channel, Math.max(0, since))
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

  async function startOver(transport: ChatTransport, channel: Channel): Promise<void> {
    store.dispatch({ type: 'timelineDropped', channelId: channel.id })
    store.dispatch({ type: 'historyRequested', channelId: channel.id })
    await loadNewest(transport, channel)
  }

  /** A channel that may not be read any more must not keep the others offline; a line that failed must. */
  async function giveUpUnlessRefused(
    transport: ChatTransport,
    channel: Channel,
    error: ChatError,
  ): Promise<void> {
    if (error.kind === 'connection' || error.kind === 'auth') throw error
    if (error.kind === 'validation') return startOver(transport, channel)
    stopById.delete(channel.id)
    failed(channel.id, error, () => {
      ensureLoaded(channel.id)
    })
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
    resume() {
      lineEndedAt = null
      settleWanted()
    },
    close() {
      for (const cancel of cancelRetry.values()) cancel()
    },
  }

  function latestChange(messages: Iterable<{ readonly updatedAt: Timestamp }>): Timestamp {
    let latest = 0
    for (const message of messages) latest = Math.max(latest, message.updatedAt)
    return latest
  }
}
