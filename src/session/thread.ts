import {
  firstMessage,
  messageById,
  timelineOf,
  toChatError,
  type ChannelId,
  type ChatEvent,
  type HistoryPart,
  type Message,
  type MessageId,
  type Position,
  type Timeline,
} from '../domain'
import type { ChatTransport, Replies } from '../ports'
import { createStateStore, type StateStore } from './store'
import type { Session } from './types'

export interface ThreadView {
  /** Null until it is known. */
  readonly root: Message | null
  /** The replies. Failures show in its `fetch`. */
  readonly timeline: Timeline
}

/** A thread that is shown. */
export interface OpenThread {
  readonly view: ThreadView
  /** Loads the page before what is loaded. Does nothing while one loads. */
  loadOlder(): void
  /** Loads again what could not be loaded. */
  reload(): void
  /** Idempotent; `onChange` is not called afterwards. */
  close(): void
}

export interface ThreadDeps {
  /** null while the line is not up. */
  transport(): ChatTransport | null
}

export interface ThreadPlace {
  readonly channelId: ChannelId
  readonly rootId: MessageId
  onChange(): void
}

/** How many of the newest replies load first. */
const firstReplies = 100

/**
 * The replies of one thread, in a state of their own beside the session's: there they are the messages of a channel. Events
 * of the session keep them up to date; after a lost line they load anew.
 */
export function openThread(
  session: Pick<Session, 'status' | 'listen'>,
  main: StateStore,
  deps: ThreadDeps,
  { channelId, rootId, onChange }: ThreadPlace,
): OpenThread {
  const store = createStateStore()
  let root = messageById(timelineOf(main.state, channelId).sequence, rootId) ?? null
  /** How many replies stand before the oldest that is loaded. */
  let skipped = 0
  let isOnline = session.status.kind === 'online'
  let turn = 0
  let isClosed = false

  const timeline = (): Timeline => timelineOf(store.state, channelId)

  async function load(gap: Position | null): Promise<void> {
    const transport = deps.transport()
    if (transport === null) return
    turn += 1
    const own = turn
    store.dispatch({ type: 'historyRequested', channelId, gap })
    try {
      const { threads } = await transport.features()
      const fetchPage = (skip: number): Promise<Replies> => threads.replies(rootId, skip)
      if (root === null) setRoot(own, await transport.findMessage(rootId))
      const parts = gap === null ? [await newest(fetchPage)] : [await older(fetchPage, gap)]
      if (own !== turn || isClosed) return
      store.dispatch({ type: gap === null ? 'historyReplaced' : 'historyLoaded', channelId, parts })
    } catch (error) {
      const { kind, message: details } = toChatError(error)
      if (own !== turn || isClosed || (kind === 'connection' && deps.transport() === null)) return
      store.dispatch({ type: 'historyFailed', channelId, gap, kind, details })
    }
  }

  function setRoot(own: number, found: Message | null): void {
    if (own !== turn || isClosed || found === null) return
    root = found
    onChange()
  }

  async function newest(fetchPage: (skip: number) => Promise<Replies>): Promise<HistoryPart> {
    const first = await fetchPage(0)
    const skip = Math.max(0, first.total - firstReplies)
    const page = skip === 0 ? first : await fetchPage(skip)
    skipped = skip
    return { messages: page.messages.map(asReply), covers: { from: startOf(page, skip), to: null } }
  }

  /** Replies that were deleted meanwhile only make the page overlap with what is loaded. */
  async function older(
    fetchPage: (skip: number) => Promise<Replies>,
    before: Position,
  ): Promise<HistoryPart> {
    const skip = Math.max(0, skipped - firstReplies)
    const page = await fetchPage(skip)
    skipped = skip
    return {
      messages: page.messages.map(asReply),
      covers: { from: startOf(page, skip), to: before },
    }
  }

  function heard(event: ChatEvent): void {
    switch (event.type) {
      case 'messageUpserted':
        if (event.message.id === rootId) {
          if (root === null || event.message.updatedAt >= root.updatedAt) root = event.message
          onChange()
        } else if (event.message.rootId === rootId) {
          store.dispatch({ type: 'messageUpserted', message: asReply(event.message) })
        }
        return
      case 'messageRemoved':
        store.dispatch(event)
        return
      case 'historyChanged':
        if (event.channelId === channelId) void load(null)
        return
      default:
    }
  }

  const stopHearing = main.observe(heard)
  const stopFollowing = session.listen(({ status }) => {
    const wasOnline = isOnline
    isOnline = status.kind === 'online'
    if (isOnline && !wasOnline) void load(null)
  })
  store.dispatch({ type: 'historyRequested', channelId, gap: null })
  const stopTelling = store.listen(onChange)
  void load(null)

  return {
    get view() {
      return { root, timeline: timeline() }
    },
    loadOlder() {
      const { fetch, sequence, isStartReached } = timeline()
      const oldest = firstMessage(sequence)
      if (fetch.status === 'loading' || isStartReached || oldest === undefined) return
      void load({ id: oldest.id, createdAt: oldest.createdAt })
    },
    reload() {
      const { fetch } = timeline()
      if (fetch.status === 'failed') void load(fetch.gap)
    },
    close() {
      isClosed = true
      stopHearing()
      stopFollowing()
      stopTelling()
    },
  }
}

/** In its thread every reply is shown. */
function asReply(message: Message): Message {
  return message.isInTimeline ? message : { ...message, isInTimeline: true }
}

/** null: there is nothing before the page. */
function startOf({ messages: [first] }: Replies, skip: number): Position | null {
  return skip === 0 || first === undefined ? null : { id: first.id, createdAt: first.createdAt }
}
