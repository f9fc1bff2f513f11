import { beforeEach, describe, expect, it } from 'vitest'
import type { Credentials } from '../ports'
import { createManualClock, type ManualClock } from '../testing/manualClock'
import { createFakeTabs, type FakeTabs } from '../testing/tabs'
import { createCredentialTabs, type CredentialTabs } from './credentialTabs'

const name = 'credentials'
const first: Credentials = { userId: 'u', token: 't1', renewal: 'r1' }
const second: Credentials = { userId: 'u', token: 't2', renewal: 'r2', expiresAt: 7 }
const third: Credentials = { userId: 'u', token: 't3', renewal: 'r3', hubToken: 'h3' }

interface Tab {
  readonly tabs: CredentialTabs
  own: Credentials | null
  isSignedOut: boolean
}

describe('C11 tabs that share a sign-in', () => {
  let clock: ManualClock
  let browser: FakeTabs

  function open(own: Credentials | null, isDevices = false): Tab {
    const tab: { -readonly [K in keyof Tab]?: Tab[K] } = { own, isSignedOut: false }
    tab.tabs = createCredentialTabs(
      { clock, openBroadcast: browser.openBroadcast, name },
      {
        current: () => tab.own ?? null,
        isDevices: () => isDevices,
        onRenewed: (renewed) => (tab.own = renewed),
        onSignedOut: () => (tab.isSignedOut = true),
      },
    )
    return tab as Tab
  }

  function renew(tab: Tab, next: Credentials): void {
    const before = tab.own
    tab.own = next
    if (before !== null) tab.tabs.tellRenewed(before, next)
  }

  beforeEach(() => {
    clock = createManualClock()
    browser = createFakeTabs()
  })

  it('C10, C11 the copy of a tab takes what the other has renewed', () => {
    const [one, copy, stranger] = [open(first), open(first), open({ ...first, token: 'else' })]
    const somebody = open({ ...first, userId: 'v' })
    renew(one, second)
    browser.deliver()
    expect(copy.own).toEqual(second)
    expect(stranger.own?.token).toBe('else')
    expect(somebody.own).toEqual({ ...first, userId: 'v' })
  })

  it('C10, C11 a tab that slept through renewals asks before it renews, and is answered', async () => {
    const [one, copy] = [open(first), open(first)]
    const heard = copy.own
    renew(one, second)
    renew(one, third)
    browser.deliver()
    copy.own = heard
    const asked = copy.tabs.ask(first)
    browser.deliver()
    await asked
    expect(copy.own).toEqual(third)
    expect(clock.pendingTimers).toBe(0)
  })

  it('C10, C11 what was adopted is handed on to a third copy when the one that renewed is gone', async () => {
    const [one, copy, late] = [open(first), open(first), open(first)]
    renew(one, second)
    browser.deliver()
    one.own = null
    late.own = first
    const asked = late.tabs.ask(first)
    browser.deliver()
    await asked
    expect([copy.own, late.own]).toEqual([second, second])
  })

  it('C10 a tab alone waits for an answer no longer than a moment', async () => {
    const alone = open(first)
    let isDone = false
    void alone.tabs.ask(first).then(() => (isDone = true))
    await clock.pass(399)
    expect(isDone).toBe(false)
    await clock.pass(1)
    expect(isDone).toBe(true)
  })

  it('C11 a sign-out ends the tabs of the same sign-in and no other', () => {
    const one = open(first)
    const [copy, other, somebody] = [open(first), open(second), open({ ...first, userId: 'v' })]
    one.tabs.tellSignedOut(first, false)
    browser.deliver()
    expect([copy, other, somebody].map((tab) => tab.isSignedOut)).toEqual([true, false, false])
  })

  it('C11 what was kept for the device ends in all its tabs, whatever each has renewed', () => {
    const [one, other, own] = [open(first, true), open(second, true), open(third, false)]
    one.tabs.tellSignedOut(first, true)
    browser.deliver()
    expect([other, own].map((tab) => tab.isSignedOut)).toEqual([true, false])
  })

  it.each([
    null,
    'signedOut',
    { version: 2, type: 'signedOut', userId: 'u', token: 't1', isDevices: true },
    { version: 1, type: 'signedOut', userId: 'u', token: 1, isDevices: true },
    { version: 1, type: 'renewed', tokens: ['t1'], renewed: { userId: 'u' } },
    { version: 1, type: 'renewed', tokens: 't1', renewed: second },
    { version: 1, type: 'renewed', tokens: Array(100).fill('t1'), renewed: second },
    { version: 1, type: 'renewed', tokens: ['t1'], renewed: { ...second, expiresAt: NaN } },
    { version: 1, type: 'toString' },
  ])('C11 %j is not understood', (message) => {
    const tab = open(first, true)
    browser.inject(name, message)
    browser.deliver()
    expect(tab.own).toEqual(first)
    expect(tab.isSignedOut).toBe(false)
    expect(browser.told).toEqual([])
  })
})
