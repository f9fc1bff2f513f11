import {
  ChatError,
  comparePositions,
  type Channel,
  type ChannelId,
  type Message,
  type Position,
  type Timestamp,
} from '../../domain'
import type { HistoryPage, NewerPage } from '../../ports'
import { objects, type Fields } from './fields'
import type { Rest } from './rest'

export interface HistoryDeps {
  readonly rest: Rest
  readMessages(records: readonly Fields[]): readonly Message[]
  /** Latest time the server was heard to write. */
  latestAt(): Timestamp
  /** How much time a page spans, learned from the pages before, for all connections of the user. */
  readonly spanById: Map<ChannelId, number>
}

/** Pages of a channel's history (rocketchat.md §5.5). */
export interface History {
  fetchHistory(channel: Channel, before: Position | null, limit: number): Promise<HistoryPage>
  fetchNewer(channel: Channel, after: Position, limit: number): Promise<NewerPage>
}

const routes = {
  public: 'channels.history',
  private: 'groups.history',
  direct: 'im.history',
  livechat: null,
} as const

const hourMs = 3_600_000
const firstSpanMs = 6 * hourMs
/** A window without messages is followed by one this much longer. */
const growth = 8
/** The wire tells times by the millisecond. */
const shortestSpanMs = 1
/** Pages of messages that may bear the same time. */
const mostRestPages = 100

export function createHistory(deps: HistoryDeps): History {
  async function fetchRecords(
    { id, kind }: Channel,
    limit: number,
    bounds: { readonly oldest?: Timestamp; readonly latest?: Timestamp },
    offset = 0,
  ): Promise<readonly Fields[]> {
    const route = routes[kind]
    if (route === null) throw new ChatError('notFound', 'no history for this kind of channel')
    const { oldest, latest } = bounds
    const answer = await deps.rest.get(route, {
      roomId: id,
      count: limit,
      showThreadMessages: 'false',
      ...(oldest === undefined ? {} : { oldest: new Date(oldest).toISOString() }),
      ...(latest === undefined ? {} : { latest: new Date(latest).toISOString() }),
      ...(offset === 0 ? {} : { offset }),
      ...(oldest === undefined && latest === undefined ? {} : { inclusive: 'true' }),
    })
    return objects(answer, 'messages')
  }

  /**
   * The page before may have been cut within a moment: what bears the same time as `before` comes again, whatever its id. A page
   * that holds nothing else, or nothing that can be read, is not the start: the next one follows it.
   */
  async function fetchHistory(
    channel: Channel,
    before: Position | null,
    limit: number,
  ): Promise<HistoryPage> {
    const bounds = before === null ? {} : { latest: before.createdAt }
    const isOlder = (one: Message): boolean => before === null || comparePositions(one, before) < 0
    const messages: Message[] = []
    for (let count = 0; count < mostRestPages; count += 1) {
      const page = await fetchRecords(channel, limit, bounds, count * limit)
      messages.push(...deps.readMessages(page).filter(({ id }) => id !== before?.id))
      if (messages.some(isOlder)) return { messages, isStartReached: false }
      if (page.length < limit) return { messages, isStartReached: true }
    }
    throw new ChatError('protocol', 'the messages of one moment have no end')
  }

  /**
   * The server always answers with the newest messages between two times. So a window of time is looked for that is short
   * enough to come whole and long enough to hold something.
   */
  async function fetchNewer(channel: Channel, after: Position, limit: number): Promise<NewerPage> {
    const end = Math.max(channel.lastActivityAt, deps.latestAt(), after.createdAt)
    let oldest = after.createdAt
    let span = deps.spanById.get(channel.id) ?? firstSpanMs
    let tooLate = Infinity
    for (;;) {
      const latest = Math.min(end, oldest + span)
      const isEndReached = latest >= end
      const bounds = isEndReached ? { oldest } : { oldest, latest }
      const page = await fetchRecords(channel, limit, bounds)
      const isWhole = page.length < limit
      if (!isWhole && span > shortestSpanMs) {
        tooLate = latest
        span = shorter(span, deps.readMessages(page), bounds)
        continue
      }
      const rest = isWhole ? [] : await fetchRest(channel, limit, bounds)
      const messages = deps.readMessages([...page, ...rest])
      const newer = messages.filter((one) => comparePositions(one, after) > 0)
      deps.spanById.set(channel.id, newer.length < limit / 2 ? span * 2 : span)
      if (newer.length > 0 || isEndReached) return { messages: newer, isEndReached }
      oldest = latest
      const untilTooLate = tooLate > oldest ? (tooLate - oldest) / 2 : Infinity
      span = Math.max(shortestSpanMs, Math.min(span * growth, untilTooLate))
    }
  }

  /** What the first page left out of a time that cannot be made shorter. */
  async function fetchRest(
    channel: Channel,
    limit: number,
    bounds: { readonly oldest: Timestamp; readonly latest?: Timestamp },
  ): Promise<readonly Fields[]> {
    const rest: Fields[] = []
    for (let count = 0; count < mostRestPages; count += 1) {
      const page = await fetchRecords(channel, limit, bounds, limit + rest.length)
      rest.push(...page)
      if (page.length < limit) return rest
    }
    throw new ChatError('protocol', 'the messages of one moment have no end')
  }

  return { fetchHistory, fetchNewer }
}

/** A window that did not come whole: as many messages as half a page should fit into the next, by those that came. */
function shorter(
  span: number,
  messages: readonly Message[],
  { oldest, latest = oldest + span }: { readonly oldest: Timestamp; readonly latest?: Timestamp },
): number {
  const first = Math.min(...messages.map(({ createdAt }) => createdAt), latest)
  const next = Math.min(first - oldest, (latest - first) / 2, (latest - oldest) / 2)
  return Math.max(shortestSpanMs, Math.floor(next))
}
