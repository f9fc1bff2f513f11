import { beforeEach, describe, expect, it } from 'vitest'
import { ChatError, typistsOf, type ChannelId, type Me } from '../domain'
import { silentLogger, type Random } from '../ports'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { createTestBrowser } from '../testing/testBrowser'
import {
  createMemoryTransport,
  createMemoryWorld,
  type MemoryTransport,
  type MemoryWorld,
} from '../transports/memory'
import { createSession } from './session'
import type { Session } from './types'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const jumps = [
  ['a sleep of ten minutes', 10 * minute],
  ['a sleep of three days', 72 * hour],
  ['a clock set an hour ahead', hour],
  ['a clock set back an hour', -hour],
] as const

describe('a machine that slept, or whose clock was set', () => {
  let clock: ManualClock
  let world: MemoryWorld
  let general: ChannelId
  let ann: Me
  let bob: Me
  /** Signs of life that were asked for. */
  let checks: number
  let calls: string[]
  let lines: MemoryTransport[]
  let gate: () => Promise<void>

  const up = () => Promise.resolve()
  const mute = () => new Promise<void>(() => undefined)
  const down = () => Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))

  function open(random: Random = () => 0.5): Session {
    const session = createSession({
      clock,
      random,
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      newTransport() {
        const transport = createMemoryTransport(world, ann.id, {
          clock,
          gate(operation) {
            calls.push(operation)
            return gate()
          },
        })
        lines.push(transport)
        return { ...transport, checkLine: () => (checks += 1) }
      },
    })
    session.start()
    session.enterChannel(general)
    return session
  }

  beforeEach(() => {
    clock = createManualClock()
    world = createMemoryWorld()
    checks = 0
    calls = []
    lines = []
    gate = up
    ann = world.addUser('ann', 'Ann')
    bob = world.addUser('bob', 'Bob')
    general = world.addChannel('public', 'general', [ann, bob])
  })

  it('C5 timers in time ask nothing, nor do those of a hidden page, which run once a minute', async () => {
    open()
    await clock.pass(10 * minute)
    for (let wake = 0; wake < 10; wake += 1) {
      clock.jump(minute - 5 * second)
      await clock.pass(5 * second)
    }
    expect(checks).toBe(0)
  })

  it.each(jumps)('C5 after %s the line is proven within five seconds, once', async (_, ms) => {
    open()
    await clock.pass(30 * second)
    clock.jump(ms)
    await clock.pass(5 * second)
    expect(checks).toBe(1)
    await clock.pass(minute)
    expect(checks).toBe(1)
  })

  it.each(jumps)('C5, C6 after %s a session that waits tries at once', async (_, ms) => {
    gate = down
    const session = open(() => 0.999)
    await clock.pass(70 * second)
    const { status } = session
    if (status.kind !== 'waiting') throw new Error('it does not wait')
    expect(status.retryAt - clock.now()).toBeGreaterThan(5 * second)
    clock.jump(ms)
    gate = up
    await clock.pass(5 * second)
    expect(session.status.kind).toBe('online')
  })

  it('C2, C5 an attempt that the sleep interrupted begins anew', async () => {
    gate = mute
    const session = open()
    await clock.pass(second)
    clock.jump(hour)
    gate = up
    await clock.pass(5 * second)
    expect(calls.filter((one) => one === 'open')).toHaveLength(2)
    expect(session.status.kind).toBe('online')
  })

  it('C6 a line that held for ten seconds ends the row of failures, though the clock was set back', async () => {
    gate = down
    const session = open(() => 0.999)
    await clock.pass(3 * minute)
    gate = up
    await clock.pass(minute)
    clock.jump(-hour)
    await clock.pass(20 * second)
    lines.at(-1)?.drop()
    const { status } = session
    expect(status.kind === 'waiting' && status.retryAt - clock.now()).toBeLessThan(2 * second)
  })

  it('a clock set back holds nothing back that is read', async () => {
    const session = open()
    await settle()
    const read = async (text: string): Promise<void> => {
      world.skip(second)
      const message = world.post(bob, general, text)
      session.setBottom(message)
      session.setAttention(true)
      await clock.pass(2 * second)
      expect(world.membershipsOf(ann.id)[0]?.hasAlert).toBe(false)
    }
    await read('one')
    clock.jump(-hour)
    await read('two')
  })

  it('a clock set back keeps nobody typing', async () => {
    const session = open()
    await settle()
    world.type(bob, general, clock.now() + 15 * second)
    expect(typistsOf(session.state, general)).toHaveLength(1)
    clock.jump(-hour)
    await clock.pass(6 * second)
    expect(typistsOf(session.state, general)).toHaveLength(0)
  })
})
