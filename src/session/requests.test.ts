import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChannelId } from '../domain'
import { silentLogger, type ChatTransport } from '../ports'
import { createManualClock } from '../testing/manualClock'
import { seededRandom } from '../testing/seededRandom'
import { createTestBrowser } from '../testing/testBrowser'
import {
  createMemoryTransport,
  createMemoryWorld,
  type MemoryTransport,
} from '../transports/memory'
import { createSession } from './session'

/** What happens around a user who does not look. */
type Step = 'written' | 'mentioned' | 'edited' | 'removed' | 'entered' | 'atBottom' | 'cut' | 'time'

const steps: readonly Step[] = [
  'written',
  'mentioned',
  'edited',
  'removed',
  'entered',
  'atBottom',
  'cut',
  'time',
]

const schedule = fc.record({
  channels: fc.integer({ min: 1, max: 30 }),
  steps: fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(29)), { maxLength: 40 }),
})

interface Call {
  readonly name: string
  readonly channel: ChannelId | null
}

/** A session of ann over good lines, whose calls are written down; bob writes. */
function createRig(count: number) {
  const world = createMemoryWorld()
  const clock = createManualClock()
  const [ann, bob] = [world.addUser('ann', 'Ann'), world.addUser('bob', 'Bob')]
  const channels = Array.from({ length: count }, (_, index) =>
    world.addChannel(index % 3 === 0 ? 'direct' : 'public', `channel-${index}`, [ann, bob]),
  )
  const calls: Call[] = []
  let line: MemoryTransport | null = null

  function noted(inner: MemoryTransport): ChatTransport {
    const note = (name: string, channel: ChannelId | null): void => {
      calls.push({ name, channel })
    }
    return {
      ...inner,
      fetchChannels(since) {
        note('fetchChannels', null)
        return inner.fetchChannels(since)
      },
      watchChannel(channel) {
        note('watchChannel', channel.id)
        return inner.watchChannel(channel)
      },
      fetchHistory(channel, before, limit) {
        note('fetchHistory', channel.id)
        return inner.fetchHistory(channel, before, limit)
      },
      fetchMessageChanges(channel, since) {
        note('fetchMessageChanges', channel.id)
        return inner.fetchMessageChanges(channel, since)
      },
      markRead(id, upTo) {
        note('markRead', id)
        return inner.markRead(id, upTo)
      },
      markUnread(id, from) {
        note('markUnread', id)
        return inner.markUnread(id, from)
      },
    }
  }

  const session = createSession({
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    newMessageId: () => 'local',
    loadOutbox: createTestBrowser().openTab().loadOutbox,
    newTransport: () => {
      line = createMemoryTransport(world, ann.id, { clock, gate: () => Promise.resolve() })
      return noted(line)
    },
  })
  return { world, clock, ann, bob, channels, calls, session, cut: () => line?.drop() }
}

type Rig = ReturnType<typeof createRig>

async function take(rig: Rig, step: Step, at: number): Promise<void> {
  const { world, bob, session, clock, channels } = rig
  const channel = channels[at % channels.length]
  if (channel === undefined) return
  const last = world.messagesOf(channel, bob.id)?.at(-1)
  if (step === 'written') world.post(bob, channel, 'hello')
  else if (step === 'mentioned') world.post(bob, channel, 'hello @ann')
  else if (step === 'edited' && last !== undefined) world.edit(last.id, 'hello again')
  else if (step === 'removed' && last !== undefined) world.remove(last.id)
  else if (step === 'entered') session.enterChannel(channel)
  else if (step === 'atBottom') session.setBottom(last ?? null)
  else if (step === 'cut') rig.cut()
  await clock.pass(step === 'time' ? 120_000 : 1_000)
}

describe('what a session asks of the server while its user does not look', () => {
  it('R3, R4, R5 nothing is ever marked, and a line that comes back asks for one channel at most', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ channels, steps: taken }) => {
        const rig = createRig(channels)
        rig.session.start()
        await rig.clock.pass(1_000)
        for (const [step, at] of taken) await take(rig, step, at)
        const { currentId } = rig.session.state
        await rig.clock.pass(60_000)
        const before = rig.calls.length
        rig.cut()
        await rig.clock.pass(60_000)
        expect(rig.session.status.kind).toBe('online')
        const asked = rig.calls.slice(before)
        expect(asked.filter(({ name }) => name === 'fetchChannels')).toHaveLength(1)
        expect(asked.length).toBeLessThanOrEqual(4)
        for (const { channel } of asked) expect([null, currentId]).toContain(channel)
        const marks = rig.calls.filter(({ name }) => name.startsWith('mark'))
        expect(marks).toEqual([])
        rig.session.close()
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})
