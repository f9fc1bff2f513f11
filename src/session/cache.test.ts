import { describe, expect, it } from 'vitest'
import {
  channelEntry,
  channelId,
  emptyState,
  messageId,
  parseContent,
  plainContent,
  reduce,
  timelineOf,
  userId,
  type ChatState,
  type Message,
  type Position,
  noCapabilities,
} from '../domain'
import { createMemoryRecords } from '../platform/memoryRecords'
import { silentLogger, type RecordStorage } from '../ports'
import { aChannel, aMembership, aMessage, ann } from '../testing/builders'
import { createManualClock } from '../testing/manualClock'
import { memoryStorage } from '../testing/memoryStorage'
import { createCache } from './cache'
import { openUserCache } from './cacheOwners'

const facts = emptyState.facts

/** Memory that says it keeps, and tells what was written. */
function keptRecords() {
  const writes: ReadonlyMap<string, unknown>[] = []
  const inner = createMemoryRecords()
  const records: RecordStorage = {
    ...inner,
    kind: 'persistent',
    write(changes) {
      writes.push(changes)
      return inner.write(changes)
    },
  }
  return { records, writes }
}

function stateOf(count: number, from: ChatState = emptyState): ChatState {
  let state = reduce(from, { type: 'signedIn', me: ann, facts, capabilities: noCapabilities })
  for (let at = 1; at <= count; at += 1) {
    const id = channelId(`c${at}`)
    const channel = aChannel({ id, name: `channel ${at}`, lastActivityAt: at, updatedAt: at })
    state = reduce(state, { type: 'channelUpserted', channel })
    const membership = aMembership({ channelId: id, unread: at % 3, updatedAt: at })
    state = reduce(state, { type: 'membershipUpserted', membership })
  }
  return reduce(state, { type: 'channelsFetched' })
}

function rig(kept = keptRecords()) {
  const clock = createManualClock()
  const cache = createCache({ records: kept.records, clock, logger: silentLogger })
  return { clock, cache, ...kept }
}

describe('the cache of a session', () => {
  it('gives back what was kept, field by field', async () => {
    const { cache, clock, records } = rig()
    expect(await cache.read()).toBeNull()
    const state = stateOf(3)
    cache.noticed(state)
    await clock.pass(2_000)
    const found = await createCache({ records, clock, logger: silentLogger }).read()
    expect(found?.me).toEqual(ann)
    expect(found?.channels.map((one) => one.name).sort()).toEqual([
      'channel 1',
      'channel 2',
      'channel 3',
    ])
    const [first] = found?.channels ?? []
    expect(first).toEqual(channelEntry(state, first?.id ?? null)?.channel)
    const [membership] = found?.memberships ?? []
    expect(membership).toEqual(channelEntry(state, membership?.channelId ?? null)?.membership)
  })

  it('writes at most every two seconds, and only what changed', async () => {
    const { cache, clock, writes } = rig()
    await cache.read()
    let state = stateOf(1_000)
    cache.noticed(state)
    await clock.pass(2_000)
    expect(writes.map((one) => one.size)).toEqual([1_001])
    for (const unread of [1, 2, 3]) {
      const membership = aMembership({ channelId: channelId('c7'), unread, updatedAt: 7 + unread })
      state = reduce(state, { type: 'membershipUpserted', membership })
      cache.noticed(state)
    }
    expect(writes).toHaveLength(1)
    await clock.pass(2_000)
    expect(writes.map((one) => [...one.keys()]).at(-1)).toEqual(['channel:c7'])
    await clock.pass(60_000)
    expect(writes).toHaveLength(2)
  })

  it('does not write again what it has read', async () => {
    const kept = keptRecords()
    const before = rig(kept)
    await before.cache.read()
    before.cache.noticed(stateOf(50))
    before.cache.flush()
    const { cache, writes } = rig(kept)
    await cache.read()
    writes.length = 0
    const channel = aChannel({ id: channelId('c3'), name: 'renamed', updatedAt: 99 })
    cache.noticed(reduce(stateOf(50), { type: 'channelUpserted', channel }))
    cache.flush()
    expect(writes.map((one) => [...one.keys()])).toEqual([['head', 'channel:c3']])
  })

  it('writes at once when the page hides', async () => {
    const { cache, clock, writes } = rig()
    await cache.read()
    cache.noticed(stateOf(2))
    cache.flush()
    expect(writes).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('forgets channels that are gone, those too that an earlier page had kept', async () => {
    const kept = keptRecords()
    const before = rig(kept)
    await before.cache.read()
    before.cache.noticed(stateOf(3))
    before.cache.flush()
    const { cache, writes } = rig(kept)
    await cache.read()
    const state = stateOf(2)
    cache.noticed(state)
    cache.flush()
    expect(writes.at(-1)?.has('channel:c3')).toBe(true)
    expect(writes.at(-1)?.get('channel:c3')).toBeUndefined()
    cache.noticed(reduce(state, { type: 'membershipRemoved', channelId: channelId('c2') }))
    cache.flush()
    expect(await keysOf(kept.records)).toEqual(['channel:c1', 'head'])
  })

  it('is bounded: of too many channels the most recent stay', async () => {
    const { cache, records } = rig()
    await cache.read()
    cache.noticed(stateOf(3_010))
    cache.flush()
    const keys = await keysOf(records)
    expect(keys).toHaveLength(3_001)
    expect(keys).toContain('channel:c3010')
    expect(keys).not.toContain('channel:c10')
  })

  it('keeps no record that is too long', async () => {
    const { cache, records } = rig()
    await cache.read()
    const channel = aChannel({ id: channelId('c1'), topic: 'x'.repeat(40_000), updatedAt: 9 })
    cache.noticed(reduce(stateOf(2), { type: 'channelUpserted', channel }))
    cache.flush()
    expect(await keysOf(records)).toEqual(['channel:c2', 'head'])
  })

  it.each([
    ['another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['no JSON', () => '{'],
    ['no text', () => 7],
    ['a field that is missing', (text: string) => text.replace('"username"', '"user"')],
  ])('a head with %s takes everything with it', async (_, spoil) => {
    const { cache, records } = rig()
    await cache.read()
    cache.noticed(stateOf(2))
    cache.flush()
    await spoilRecord(records, 'head', spoil)
    expect(await rig({ records, writes: [] }).cache.read()).toBeNull()
    expect(await keysOf(records)).toEqual([])
  })

  it.each([
    ['a field of another kind', (text: string) => text.replace('"unread":1', '"unread":"1"')],
    ['a field that is missing', (text: string) => text.replace('"isMuted":false,', '')],
    ['a number that is none', (text: string) => text.replace('"updatedAt":1', '"updatedAt":null')],
    ['the place of another channel', (text: string) => text.replaceAll('"c1"', '"c2"')],
    ['an address of its own making', withAvatar('javascript:alert(1)')],
    ['an address without a host', withAvatar('data:text/html,x')],
    ['nothing', () => undefined],
  ])('a record with %s is dropped, and the others stay', async (_, spoil) => {
    const { cache, records } = rig()
    await cache.read()
    cache.noticed(stateOf(3))
    cache.flush()
    await spoilRecord(records, 'channel:c1', spoil)
    const found = await rig({ records, writes: [] }).cache.read()
    expect(found?.channels.map((one) => one.id).sort()).toEqual(['c2', 'c3'])
    expect(await keysOf(records)).toEqual(['channel:c2', 'channel:c3', 'head'])
  })

  it('keeps the newest messages of the channels whose history changed last, eight of them', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    let state = stateOf(12)
    for (let at = 1; at <= 10; at += 1) {
      state = withHistory(state, `c${at}`, 60)
      cache.noticed(state)
      await clock.pass(2_000)
    }
    const pages = (await keysOf(records)).filter((key) => key.startsWith('page:'))
    expect(pages.sort()).toEqual(
      ['c10', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'].map((id) => `page:${id}`),
    )
    const found = await rig({ records, writes: [] }).cache.read()
    const page = found?.pages.find((one) => one.channelId === 'c10')
    expect(page?.messages.map((one) => one.id)).toEqual(
      Array.from({ length: 50 }, (_, index) => `c10-${index + 11}`),
    )
    const kept = page?.messages.at(-1)
    expect(kept).toEqual(timelineOf(state, channelId('c10')).sequence.chunks.at(-1)?.at(-1))
  })

  it('C4 keeps no messages from before a hole', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    const id = channelId('c1')
    const state = [
      { covers: { from: null, to: at(5) }, messages: messages('c1', 1, 5) },
      { covers: { from: at(20), to: null }, messages: messages('c1', 20, 22) },
    ].reduce(
      (one, part) => reduce(one, { type: 'historyLoaded', channelId: id, parts: [part] }),
      stateOf(1),
    )
    cache.noticed(state)
    await clock.pass(2_000)
    const found = await rig({ records, writes: [] }).cache.read()
    expect(found?.pages[0]?.messages.map((one) => one.createdAt)).toEqual([20, 21, 22])
  })

  it('keeps a page when its timeline is dropped, and drops it with its channel', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    const id = channelId('c1')
    let state = withHistory(stateOf(2), 'c1', 3)
    for (const event of [
      { type: 'timelineDropped', channelId: id },
      { type: 'membershipRemoved', channelId: id },
    ] as const) {
      cache.noticed(state)
      await clock.pass(2_000)
      expect(await keysOf(records)).toContain('page:c1')
      state = reduce(state, event)
    }
    cache.noticed(state)
    await clock.pass(2_000)
    expect(await keysOf(records)).toEqual(['channel:c2', 'head'])
  })

  it('keeps of very long messages as many as there is room for', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    const text = 'x'.repeat(20_000)
    cache.noticed(withHistory(stateOf(1), 'c1', 50, { text }))
    await clock.pass(2_000)
    const page = new Map(await records.readAll()).get('page:c1') as string
    expect(page.length).toBeLessThan(262_144)
    const found = await rig({ records, writes: [] }).cache.read()
    expect(found?.pages[0]?.messages.at(-1)?.id).toBe('c1-50')
  })

  it.each([
    ['of another channel', (page: string) => page.replace('"channelId":"c1"', '"channelId":"c2"')],
    ['with a link that runs', withContent({ type: 'link', url: 'javascript:x', children: [] })],
    ['with a part nobody knows', withContent({ type: 'marquee', text: 'x' })],
    ['that is too deep', withContent(nested(40))],
  ])('S6 a page %s is dropped', async (_, spoil) => {
    const { cache, clock, records } = rig()
    await cache.read()
    cache.noticed(withHistory(stateOf(1), 'c1', 3))
    await clock.pass(2_000)
    await spoilRecord(records, 'page:c1', spoil)
    const found = await rig({ records, writes: [] }).cache.read()
    expect(found?.pages).toEqual([])
    expect(await keysOf(records)).toEqual(['channel:c1', 'head'])
  })

  it('a message with everything that a message can have comes back as it was', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    const state = withHistory(stateOf(1), 'c1', 1, {
      content: parseContent(
        '# one\n> two *b* _i_ ~s~ `c` https://example.org @ann #general :tada:',
      ),
      system: { kind: 'renamed', detail: 'x', role: null },
      thread: { replyCount: 2, isFollowed: true, lastReplyAt: null },
      isStarred: true,
      quotedId: messageId('m9'),
      editedAt: 7,
      mentions: [ann.id],
      reactions: [
        { emoji: 'tada', usernames: ['ann'], names: ['Ann'] },
        { emoji: '+1', usernames: ['bob'] },
      ],
      previews: [{ url: 'https://example.org', title: 't', description: 'd', siteName: 's' }],
      attachments: [
        { type: 'file', name: 'f', url: null, sizeBytes: 1, description: '', fileId: 'id' },
        {
          type: 'image',
          name: 'i',
          url: 'https://example.org/i.png',
          sizeBytes: null,
          width: 1,
          height: 2,
          description: '',
          fileId: null,
        },
        { type: 'quote', authorName: 'q', content: plainContent('q'), createdAt: null },
        {
          type: 'card',
          title: 't',
          url: 'https://example.org',
          content: [],
          imageUrl: null,
          fields: [{ title: 'a', value: 'b', isShort: true }],
        },
      ],
    })
    cache.noticed(state)
    await clock.pass(2_000)
    const found = await rig({ records, writes: [] }).cache.read()
    const kept = timelineOf(state, channelId('c1')).sequence.chunks.flat()
    expect(found?.pages[0]?.messages).toEqual(kept)
  })

  it('a disk that is full turns it off with a line in the log, and no error', async () => {
    const warnings: string[] = []
    const { records } = keptRecords()
    const clock = createManualClock()
    const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    const cache = createCache({
      records: { ...records, write: full },
      clock,
      logger: { ...silentLogger, warn: (text) => void warnings.push(text) },
    })
    await cache.read()
    cache.noticed(stateOf(1))
    await clock.pass(2_000)
    cache.noticed(stateOf(2))
    await clock.pass(10_000)
    expect(warnings).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps nothing after it was wiped', async () => {
    const { cache, clock, records } = rig()
    await cache.read()
    cache.noticed(stateOf(2))
    cache.flush()
    await cache.wipe()
    cache.noticed(stateOf(3))
    await clock.pass(10_000)
    expect(await keysOf(records)).toEqual([])
  })

  it('does nothing where records end with the page', async () => {
    const records = createMemoryRecords()
    const clock = createManualClock()
    const cache = createCache({ records, clock, logger: silentLogger })
    expect(await cache.read()).toBeNull()
    cache.noticed(stateOf(1))
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('C10 whose cache it is', () => {
  it('one of a user is opened for that user alone, and goes when another uses the device', async () => {
    const device = memoryStorage()
    const opened: string[] = []
    const removed: string[] = []
    const deps = {
      open: (name: string) => {
        opened.push(name)
        return Promise.resolve(createMemoryRecords())
      },
      remove: (name: string) => {
        removed.push(name)
        return name.endsWith('stubborn') ? Promise.reject(new Error('in use')) : Promise.resolve()
      },
      logger: silentLogger,
    }
    const open = (id: string) => openUserCache({ userId: id, prefix: 'p:', device }, deps)
    await open('stubborn')
    await open('ann')
    await open('ann')
    expect(opened).toEqual(['p:cache:stubborn', 'p:cache:ann', 'p:cache:ann'])
    expect(removed).toEqual(['p:cache:stubborn', 'p:cache:stubborn'])
    await open('bob')
    expect(removed.slice(2).sort()).toEqual(['p:cache:ann', 'p:cache:stubborn'])
    removed.length = 0
    device.write('cacheOwners', '{')
    await open(userId('bob'))
    expect(removed).toEqual([])
  })
})

function at(createdAt: number): Position {
  return { id: messageId(`c1-${createdAt}`), createdAt }
}

function messages(id: string, first: number, last: number, fields: Partial<Message> = {}) {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    aMessage({
      channelId: channelId(id),
      id: messageId(`${id}-${first + index}`),
      createdAt: first + index,
      ...fields,
    }),
  )
}

function withHistory(
  state: ChatState,
  id: string,
  count: number,
  fields: Partial<Message> = {},
): ChatState {
  const part = { covers: { from: null, to: null }, messages: messages(id, 1, count, fields) }
  return reduce(state, { type: 'historyLoaded', channelId: channelId(id), parts: [part] })
}

function withContent(node: object) {
  return (page: string): string => {
    const read = JSON.parse(page) as { messages: { content: unknown }[] }
    const [first] = read.messages
    if (first !== undefined) first.content = [{ type: 'paragraph', children: [node] }]
    return JSON.stringify(read)
  }
}

function nested(depth: number): object {
  const inner = depth === 0 ? { type: 'text', text: 'x' } : nested(depth - 1)
  return { type: 'bold', children: [inner] }
}

function withAvatar(url: string) {
  return (text: string) => text.replace('"avatarUrl":null', `"avatarUrl":"${url}"`)
}

async function keysOf(records: RecordStorage): Promise<readonly string[]> {
  return (await records.readAll()).map(([key]) => key)
}

async function spoilRecord(
  records: RecordStorage,
  key: string,
  spoil: (text: string) => unknown,
): Promise<void> {
  const text = new Map(await records.readAll()).get(key)
  const spoilt = spoil(text as string)
  await records.write(new Map([[key, spoilt === undefined ? 'null' : spoilt]]))
}
