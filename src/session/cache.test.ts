import { describe, expect, it } from 'vitest'
import { channelEntry, channelId, emptyState, reduce, userId, type ChatState } from '../domain'
import { createMemoryRecords } from '../platform/memoryRecords'
import { silentLogger, type RecordStorage } from '../ports'
import { aChannel, aMembership, ann } from '../testing/builders'
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
  let state = reduce(from, { type: 'signedIn', me: ann, facts })
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
