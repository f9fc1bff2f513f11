import {
  ChatError,
  afterTime,
  channelEntry,
  gapsOf,
  isCovered,
  messageById,
  messagesAfter,
  timelineOf,
  toChatError,
  type ChannelId,
  type GapSide,
  type MessageId,
  type Position,
  type Timestamp,
  type View,
} from '../domain'
import type { ChatTransport } from '../ports'
import { newerPart, olderPart, partAround } from './historyParts'
import type { StateStore } from './store'

/** One life of a channel's timeline. What comes back for one that is over is not used. */
export interface Life {
  readonly isOver: boolean
}

export interface ExplorerDeps {
  transport(): ChatTransport | null
  /** undefined while the channel is not watched. */
  lifeOf(id: ChannelId): Life | undefined
  /** A page could not be had; `again` asks for it once more. */
  failed(id: ChannelId, gap: Position | null, error: ChatError, again: () => void): void
}

/** Moves about in histories that are known in parts: fills gaps, jumps, and forgets what is far away (C4). */
export interface Explorer {
  readonly view: View | null
  setView(view: View | null): void
  fillGap(id: ChannelId, before: Position, side: GapSide): void
  show(id: ChannelId, message: MessageId): Promise<MessageId>
  showTime(id: ChannelId, at: Timestamp): Promise<MessageId | null>
  /** Forgets what is over the bound. A comparison, until there is too much. */
  trim(id: ChannelId): void
}

/** Messages kept of a channel. */
const maxKept = 1_000

export function createExplorer(store: StateStore, deps: ExplorerDeps): Explorer {
  let view: View | null = null

  function fillGap(id: ChannelId, before: Position, side: GapSide): void {
    const timeline = timelineOf(store.state, id)
    const gap = gapsOf(timeline.ranges).find((one) => one.before.id === before.id)
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const life = deps.lifeOf(id)
    if (gap === undefined || transport === null || channel === null || life === undefined) return
    if (!timeline.isLoaded || timeline.fetch.status === 'loading') return
    store.dispatch({ type: 'historyRequested', channelId: id, gap: gap.before })
    const isAfter = side === 'older' && gap.after !== null
    const edge = isAfter ? gap.after : gap.before
    const page = isAfter ? newerPart : olderPart
    page(transport, channel, edge).then(
      (part) => {
        if (life.isOver) return
        // A page does not hold the message it begins beside: that may have been forgotten meanwhile.
        const isBeside = isCovered(timelineOf(store.state, id).ranges, edge)
        const parts = isBeside ? [part] : []
        store.dispatch({ type: 'historyLoaded', channelId: id, parts })
        trim(id)
      },
      (error: unknown) => {
        if (life.isOver) return
        deps.failed(id, gap.before, toChatError(error), () => {
          fillGap(id, before, side)
        })
      },
    )
  }

  async function show(id: ChannelId, wanted: MessageId): Promise<MessageId> {
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const life = deps.lifeOf(id)
    if (transport === null || channel === null || life === undefined) throw lineDown()
    const { sequence, ranges } = timelineOf(store.state, id)
    const known = messageById(sequence, wanted)
    if (known !== undefined && isCovered(ranges, known)) return wanted
    const message = await transport.findMessage(wanted)
    if (message?.channelId !== id) throw new ChatError('notFound', 'no such message here')
    if (!message.isInTimeline && message.rootId !== null) return show(id, message.rootId)
    const part = await partAround(transport, channel, message)
    if (life.isOver) throw lineDown()
    store.dispatch({ type: 'historyLoaded', channelId: id, parts: [part] })
    return wanted
  }

  async function showTime(id: ChannelId, at: Timestamp): Promise<MessageId | null> {
    const transport = deps.transport()
    const channel = channelEntry(store.state, id)?.channel ?? null
    const life = deps.lifeOf(id)
    if (transport === null || channel === null || life === undefined) throw lineDown()
    const start = afterTime(at - 1)
    if (!isCovered(timelineOf(store.state, id).ranges, start)) {
      const part = await partAround(transport, channel, start)
      if (life.isOver) throw lineDown()
      store.dispatch({ type: 'historyLoaded', channelId: id, parts: [part] })
    }
    return messagesAfter(timelineOf(store.state, id).sequence, at - 1)[0]?.id ?? null
  }

  function trim(id: ChannelId): void {
    if (timelineOf(store.state, id).sequence.length <= maxKept) return
    const isViewed = id === store.state.currentId
    store.dispatch({ type: 'historyTrimmed', channelId: id, view: isViewed ? view : null })
  }

  return {
    get view() {
      return view
    },
    setView(next) {
      view = next
    },
    fillGap,
    show,
    showTime,
    trim,
  }
}

function lineDown(): ChatError {
  return new ChatError('connection', 'the line is down')
}
