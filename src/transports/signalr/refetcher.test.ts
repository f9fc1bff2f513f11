import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../domain'
import { silentLogger } from '../../ports'
import { createManualClock, settle } from '../../testing/manualClock'
import { createRefetcher } from './refetcher'

const minute = 60_000

function rig() {
  const clock = createManualClock()
  const fetch = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const onRefused = vi.fn<(error: ChatError) => void>()
  const refetcher = createRefetcher({ clock, logger: silentLogger, fetch, onRefused })
  return { clock, fetch, onRefused, refetcher }
}

describe('fetching what a host of listeners does not tell', () => {
  afterEach(() => vi.restoreAllMocks())

  it('H25 one message is one fetch, at once', async () => {
    const { clock, fetch, refetcher } = rig()
    refetcher.ask()
    expect(fetch).toHaveBeenCalledTimes(1)
    await clock.pass(minute)
    expect(fetch).toHaveBeenCalledTimes(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('H25 200 messages a second cost fewer calls than Rocket.Chat allows in a minute', async () => {
    const { clock, fetch, refetcher } = rig()
    for (let count = 0; count < 200 * 60; count += 1) {
      refetcher.ask()
      await clock.pass(5)
    }
    expect(fetch.mock.calls.length).toBeLessThanOrEqual(10)
    const before = fetch.mock.calls.length
    await clock.pass(minute)
    expect(fetch).toHaveBeenCalledTimes(before + 1)
  })

  it('what goes stale during a fetch is fetched by the next one, also when the first one takes long', async () => {
    const { clock, fetch, refetcher } = rig()
    let finish: () => void = () => undefined
    fetch.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)))
    refetcher.ask()
    refetcher.ask()
    await clock.pass(minute)
    expect(fetch).toHaveBeenCalledTimes(1)
    finish()
    await clock.pass(1_000)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('what could not be fetched stays stale, and a limit is kept', async () => {
    const { clock, fetch, onRefused, refetcher } = rig()
    fetch.mockRejectedValueOnce(new ChatError('rateLimit', 'wait', { retryAfterMs: 42_000 }))
    refetcher.ask()
    await clock.pass(41_999)
    refetcher.ask()
    expect(fetch).toHaveBeenCalledTimes(1)
    await clock.pass(1)
    expect(fetch).toHaveBeenCalledTimes(2)
    expect(onRefused).not.toHaveBeenCalled()
  })

  it('credentials that are gone are told', async () => {
    const { fetch, onRefused, refetcher } = rig()
    fetch.mockRejectedValueOnce(new ChatError('auth', 'gone', { code: 'sessionExpired' }))
    refetcher.ask()
    await settle()
    expect(onRefused).toHaveBeenCalledTimes(1)
  })

  it('nothing is fetched and no timer runs once it is closed', async () => {
    const { clock, fetch, onRefused, refetcher } = rig()
    let fail: (error: ChatError) => void = () => undefined
    fetch.mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)))
    refetcher.ask()
    refetcher.close()
    fail(new ChatError('auth', 'late'))
    await clock.pass(minute)
    refetcher.ask()
    await clock.pass(minute)
    expect(fetch).toHaveBeenCalledTimes(1)
    expect(onRefused).not.toHaveBeenCalled()
    expect(clock.pendingTimers).toBe(0)
  })
})
