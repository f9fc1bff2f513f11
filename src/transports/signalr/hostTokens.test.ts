import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../domain'
import type { Credentials } from '../../ports'
import { createManualClock } from '../../testing/manualClock'
import { createHostTokens } from './hostTokens'

const minute = 60_000

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
  const tokens = createHostTokens(token, { clock, keeper, requestRenewal })
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
    const brief = createHostTokens(short, { clock, keeper, requestRenewal })
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
      { clock, keeper: { read: () => null, write: () => undefined }, requestRenewal },
    )
    await clock.pass(1_000 * minute)
    await expect(endless.current()).resolves.toMatchObject({ token: 'endless' })
    await expect(tokens.current()).resolves.toMatchObject({ token: 't2' })
  })
})
