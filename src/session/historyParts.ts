import {
  comparePositions,
  messageId,
  type Channel,
  type HistoryPart,
  type Message,
  type Position,
  type Range,
} from '../domain'
import type { ChatTransport, HistoryPage, NewerPage } from '../ports'

const pageSize = 50

/** The newest messages, up to now and what will arrive. */
export async function newestPart(transport: ChatTransport, channel: Channel): Promise<HistoryPart> {
  const page = await transport.fetchHistory(channel, null, pageSize)
  return { messages: page.messages, covers: { from: startOf(page, null), to: null } }
}

/** What stands before a position. */
export async function olderPart(
  transport: ChatTransport,
  channel: Channel,
  before: Position,
): Promise<HistoryPart> {
  const page = await transport.fetchHistory(channel, before, pageSize)
  return { messages: page.messages, covers: { from: startOf(page, before), to: before } }
}

/** What stands after a position. */
export async function newerPart(
  transport: ChatTransport,
  channel: Channel,
  after: Position,
): Promise<HistoryPart> {
  const page = await transport.fetchNewer(channel, after, pageSize)
  return { messages: page.messages, covers: { from: after, to: endOf(page, after) } }
}

/** What stands on both sides of a position, and at it. */
export async function partAround(
  transport: ChatTransport,
  channel: Channel,
  position: Position,
): Promise<HistoryPart> {
  const edge = justBefore(position)
  const [older, newer] = await Promise.all([
    olderPart(transport, channel, edge),
    newerPart(transport, channel, edge),
  ])
  return {
    messages: [...older.messages, ...newer.messages],
    covers: { from: older.covers.from, to: newer.covers.to },
  }
}

function justBefore({ createdAt }: Position): Position {
  return { createdAt, id: messageId('') }
}

/** A page without messages that is not the start either tells nothing: then the gap stays where it is. */
function startOf(page: HistoryPage, before: Position | null): Range['from'] {
  if (page.isStartReached) return null
  return page.messages.reduce<Position | null>(
    (oldest, message) =>
      oldest === null || comparePositions(message, oldest) < 0 ? positionOf(message) : oldest,
    before,
  )
}

function endOf(page: NewerPage, after: Position): Range['to'] {
  if (page.isEndReached) return null
  return page.messages.reduce<Position>(
    (newest, message) => (comparePositions(message, newest) > 0 ? positionOf(message) : newest),
    after,
  )
}

function positionOf({ id, createdAt }: Message): Position {
  return { id, createdAt }
}
