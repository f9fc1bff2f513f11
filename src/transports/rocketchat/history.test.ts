import { beforeEach, describe, expect, it } from 'vitest'
import { comparePositions, messageId, type Message, type Position } from '../../domain'
import { aChannel, aMessage } from '../../testing/builders'
import { createHistory, type History } from './history'

interface Row {
  readonly id: string
  readonly at: number
  readonly isReadable?: boolean
}

/** Pages as the server makes them: by time alone, those of one moment in the order of their rows. */
function page(rows: readonly Row[], query: Readonly<Record<string, unknown>>): readonly Row[] {
  const [oldest, latest] = [query.oldest, query.latest].map((one) => Date.parse(String(one)))
  const offset = Number(query.offset ?? 0)
  return rows
    .filter(({ at }) => !(at < (oldest ?? NaN)) && !(at > (latest ?? NaN)))
    .toSorted((a, b) => b.at - a.at)
    .slice(offset, offset + Number(query.count))
}

describe('pages of a history', () => {
  const channel = aChannel({ lastActivityAt: 1_000_000_000 })
  let rows: Row[]
  let calls: number
  let history: History

  beforeEach(() => {
    rows = []
    calls = 0
    history = createHistory({
      rest: {
        get: (_route: string, query: Readonly<Record<string, unknown>>) => {
          calls += 1
          if (calls > 200) throw new Error('asked without end')
          return Promise.resolve({ messages: page(rows, query) })
        },
      } as never,
      readMessages: (records) =>
        (records as unknown as readonly Row[]).flatMap(({ id, at, isReadable }) =>
          isReadable === false ? [] : [aMessage({ id: messageId(id), createdAt: at })],
        ),
      latestAt: () => 0,
      spanById: new Map(),
    })
  })

  async function allOlder(limit: number): Promise<readonly string[]> {
    const found = new Set<string>()
    let before: Position | null = null
    for (let count = 0; count < 50; count += 1) {
      const {
        messages,
        isStartReached,
      }: { messages: readonly Message[]; isStartReached: boolean } = await history.fetchHistory(
        channel,
        before,
        limit,
      )
      for (const { id } of messages) found.add(id)
      if (isStartReached) return [...found].sort()
      before = [...messages, ...(before === null ? [] : [before])].toSorted(comparePositions)[0]!
    }
    throw new Error('the start was not reached')
  }

  it('C4 messages of one moment on both sides of a page are not lost', async () => {
    rows = [1, 2, 3, 4].map((at) => ({ id: `n${at}`, at: at * 1_000 }))
    rows.push({ id: 'c', at: 2_500 }, { id: 'a', at: 2_500 }, { id: 'b', at: 2_500 })
    expect(await allOlder(4)).toEqual(rows.map(({ id }) => id).toSorted())
  })

  it('C4 more messages of one moment than a page holds are not taken for the start', async () => {
    rows = Array.from({ length: 12 }, (_, index) => ({ id: `m${100 + index}`, at: 5_000 }))
    rows.push({ id: 'first', at: 1_000 })
    expect(await allOlder(5)).toEqual(rows.map(({ id }) => id).toSorted())
  })

  it('C4 a page of which nothing can be read is not taken for the start', async () => {
    rows = Array.from({ length: 8 }, (_, index) => ({
      id: `m${index}`,
      at: 5_000 + index,
      isReadable: index < 2,
    }))
    expect(await allOlder(5)).toEqual(['m0', 'm1'])
  })

  it('C4 after many messages of one moment the next ones are found in a few steps', async () => {
    rows = Array.from({ length: 12 }, (_, index) => ({ id: `m${100 + index}`, at: 5_000 }))
    rows.push({ id: 'next', at: 900_000_000 })
    const after = { id: messageId('m111'), createdAt: 5_000 }
    const { messages } = await history.fetchNewer(channel, after, 5)
    expect(messages.map(({ id }) => id)).toEqual(['next'])
    expect(calls).toBeLessThan(60)
  })
})
