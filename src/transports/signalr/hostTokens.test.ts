import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../domain'
import type { Credentials } from '../../ports'
import { createManualClock } from '../../testing/manualClock'
import { createHostTokens } from './hostTokens'

const minute = 60_000
const runAlone = (run: () => Promise<void>) => run()

function rig(first: Partial<Credentials> = {}) {
  const clock = createManualClock()
  const token: Credentials = {
    userId: 'u1',
    token: 't1',
    renewal: 'r1',
    expiresAt: clock.now() + 10 * minute,
    ...first,
  }
  let kept: Credentials | null = token
  let count = 1
  const requestRenewal = vi.fn((old: Credentials): Promise<Credentials> => {
    count += 1
    return Promise.resolve({
      ...old,
      token: `t${count}`,
      renewal: `r${count}`,
      expiresAt: clock.now() + 10 * minute,
    })
  })
  const keeper = { read: () => kept, write: (next: Credentials) => (kept = next) }
  const tokens = createHostTokens(token, { clock, keeper, requestRenewal, runAlone })
  return {
    clock,
    token,
    tokens,
    keeper,
    requestRenewal,
    keep: (next: Credentials) => (kept = next),
  }
}

describe('host tokens', () => {
  it('C10 are renewed a minute before their end, and kept for the next start', async () => {
    const { clock, tokens, keeper, requestRenewal } = rig()
    await clock.pass(9 * minute - 1)
    await expect(tokens.current()).resolves.toMatchObject({ token: 't1' })
    await clock.pass(1)
    await expect(tokens.current()).resolves.toMatchObject({ token: 't2' })
    expect(keeper.read()).toMatchObject({ token: 't2', renewal: 'r2' })
    await tokens.current()
    expect(requestRenewal).toHaveBeenCalledTimes(1)
  })

  it('short-lived ones are renewed in the last fifth of their life, not at every use', async () => {
    const { clock, token, requestRenewal } = rig()
    const short = { ...token, expiresAt: clock.now() + minute }
    const keeper = { read: () => null, write: () => undefined }
    const brief = createHostTokens(short, { clock, keeper, requestRenewal, runAlone })
    await clock.pass(48_000 - 1)
    await brief.current()
    expect(requestRenewal).not.toHaveBeenCalled()
    await clock.pass(1)
    await expect(brief.current()).resolves.toMatchObject({ token: 't2' })
  })

  it('one renewal serves all who ask at the same time', async () => {
    const { tokens, token, requestRenewal } = rig()
    await Promise.all(Array.from({ length: 20 }, () => tokens.renew(token)))
    expect(requestRenewal).toHaveBeenCalledTimes(1)
    await tokens.renew(token)
    expect(requestRenewal).toHaveBeenCalledTimes(1)
  })

  it('C10, C11 a copy of another tab asks it before it renews, and takes what it has', async () => {
    const { clock, token, requestRenewal } = rig()
    let kept = token
    const keeper = {
      read: () => kept,
      write: (next: Credentials) => (kept = next),
      ask: (stale: Credentials) => {
        kept = { ...stale, token: 'of the other tab', expiresAt: clock.now() + 10 * minute }
        return Promise.resolve()
      },
    }
    const copy = createHostTokens(token, { clock, keeper, requestRenewal, runAlone })
    await copy.renew(token)
    await expect(copy.current()).resolves.toMatchObject({ token: 'of the other tab' })
    expect(requestRenewal).not.toHaveBeenCalled()
  })

  it('C10, C11 a copy whose key was used meanwhile asks once more before it gives up', async () => {
    const { clock, token } = rig()
    let kept = token
    let asked = 0
    const keeper = {
      read: () => kept,
      write: (next: Credentials) => (kept = next),
      ask: () => {
        asked += 1
        if (asked === 2) kept = { ...token, token: 'late', expiresAt: clock.now() + 10 * minute }
        return Promise.resolve()
      },
    }
    const requestRenewal = () => Promise.reject(new ChatError('auth', 'used'))
    const copy = createHostTokens(token, { clock, keeper, requestRenewal, runAlone })
    const renewed = copy.renew(token)
    await clock.pass(2_000)
    await renewed
    await expect(copy.current()).resolves.toMatchObject({ token: 'late' })
  })

  it('C10, C11 what was taken from another tab is known as such, until it is renewed here', async () => {
    const { tokens, token, keep, requestRenewal } = rig()
    const theirs = { ...token, token: 'of the other tab' }
    keep(theirs)
    await tokens.renew(token)
    expect(tokens.isSecondHand(await tokens.current())).toBe(true)
    await tokens.renew(theirs)
    expect(requestRenewal).toHaveBeenCalledTimes(1)
    expect(tokens.isSecondHand(await tokens.current())).toBe(false)
  })

  it('what another tab has renewed is taken', async () => {
    const { tokens, token, keep, requestRenewal } = rig()
    keep({ ...token, token: 'of the other tab' })
    await tokens.renew(token)
    await expect(tokens.current()).resolves.toMatchObject({ token: 'of the other tab' })
    expect(requestRenewal).not.toHaveBeenCalled()
  })

  it('what another user has signed in with is not taken', async () => {
    const { tokens, token, keep } = rig()
    keep({ ...token, userId: 'u2', token: 'foreign' })
    await tokens.renew(token)
    await expect(tokens.current()).resolves.toMatchObject({ userId: 'u1', token: 't2' })
  })

  it('a host that cannot be asked costs nothing before the end, and is the reason after it', async () => {
    const { clock, tokens, requestRenewal } = rig()
    requestRenewal.mockRejectedValue(new ChatError('connection', 'down', { code: 'unreachable' }))
    await clock.pass(9 * minute)
    await expect(tokens.current()).resolves.toMatchObject({ token: 't1' })
    await clock.pass(minute)
    await expect(tokens.current()).rejects.toMatchObject({ kind: 'connection' })
  })

  it('one without an end is used until it is refused', async () => {
    const { clock, tokens, requestRenewal } = rig()
    const endless = createHostTokens(
      { userId: 'u1', token: 'endless' },
      { clock, keeper: { read: () => null, write: () => undefined }, requestRenewal, runAlone },
    )
    await clock.pass(1_000 * minute)
    await expect(endless.current()).resolves.toMatchObject({ token: 'endless' })
    await expect(tokens.current()).resolves.toMatchObject({ token: 't2' })
  })

  it('a host that is asked too often is left alone while the old token lasts', async () => {
    const { clock, tokens, requestRenewal } = rig()
    const limit = new ChatError('rateLimit', 'slow down', { retryAfterMs: 30_000 })
    requestRenewal.mockRejectedValueOnce(limit)
    await clock.pass(9 * minute)
    for (let call = 0; call < 50; call += 1) await tokens.current()
    await clock.pass(29_999)
    await expect(tokens.current()).resolves.toMatchObject({ token: 't1' })
    expect(requestRenewal).toHaveBeenCalledTimes(1)
    await clock.pass(1)
    await expect(tokens.current()).resolves.toMatchObject({ token: 't2' })
  })

  it('a host that fails is asked every ten seconds while the old token lasts, and at once after its end', async () => {
    const { clock, tokens, requestRenewal } = rig()
    requestRenewal.mockRejectedValue(new ChatError('connection', 'down', { code: 'unreachable' }))
    await clock.pass(9 * minute)
    for (let second = 0; second < 60; second += 1) {
      await tokens.current()
      await clock.pass(1_000)
    }
    expect(requestRenewal).toHaveBeenCalledTimes(6)
    await expect(tokens.current()).rejects.toMatchObject({ kind: 'connection' })
    await expect(tokens.current()).rejects.toMatchObject({ kind: 'connection' })
    expect(requestRenewal).toHaveBeenCalledTimes(8)
  })

  it('what another tab has renewed is told to whoever signs out here', async () => {
    const { tokens, token, keep, keeper } = rig()
    const write = vi.spyOn(keeper, 'write')
    const other = { ...token, token: 'of the other tab', renewal: 'its key' }
    keep(other)
    await tokens.renew(token)
    expect(write).toHaveBeenCalledWith(other)
  })

  it('what another tab has renewed long ago is renewed with its key', async () => {
    const { clock, tokens, token, keep, requestRenewal } = rig()
    keep({ ...token, token: 'old', renewal: 'newer key', expiresAt: clock.now() - 1 })
    await tokens.renew(token)
    expect(requestRenewal).toHaveBeenCalledWith(expect.objectContaining({ renewal: 'newer key' }))
    await expect(tokens.current()).resolves.toMatchObject({ token: 't2' })
  })

  it('C11 a key that another tab used first is no end: its new token is waited for', async () => {
    const { clock, tokens, token, keep, requestRenewal } = rig()
    requestRenewal.mockRejectedValue(new ChatError('auth', 'used', { code: 'sessionExpired' }))
    const renewing = tokens.renew(token)
    await clock.pass(500)
    keep({ ...token, token: 'of the other tab' })
    await clock.pass(500)
    await renewing
    await expect(tokens.current()).resolves.toMatchObject({ token: 'of the other tab' })
    await clock.pass(250)
    expect(clock.pendingTimers).toBe(0)
  })

  it('C11 two tabs at the same moment use a key once, though one sees late what the other stored', async () => {
    const { clock, token, keeper: own, requestRenewal } = rig()
    const seenLate = {
      read: own.read,
      write: (next: Credentials) => void clock.after(200, () => own.write(next)),
    }
    let last: Promise<unknown> = Promise.resolve()
    const inTurn = (run: () => Promise<void>): Promise<void> => {
      const turn = last.then(run)
      last = turn.catch(() => undefined)
      return turn
    }
    const deps = { clock, keeper: seenLate, requestRenewal, runAlone: inTurn }
    const tabs = [createHostTokens(token, deps), createHostTokens(token, deps)]
    await clock.pass(9 * minute)
    const asked = Promise.all(tabs.map((tab) => tab.current()))
    await clock.pass(1_000)
    const current = await asked
    expect(current.map((one) => one.token)).toEqual(['t2', 't2'])
    expect(requestRenewal).toHaveBeenCalledTimes(1)
  })
})
