import { effectScope, nextTick, shallowRef, type ComputedRef } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { isLooking, type AttentionFacts } from '../domain'
import { createManualClock } from '../testing/manualClock'
import {
  useAttention,
  useHiding,
  useWakeUp,
  type AttentionSources,
  type HostAttention,
} from './attention'

describe('R3 as a rule', () => {
  const now = 1_000_000
  const all: AttentionFacts = {
    isVisible: true,
    hasFocus: true,
    hasHostFocus: false,
    actedAt: null,
    isPanelOpen: true,
    isPaneInView: true,
    isCovered: false,
  }

  it('R3 attends when everything speaks for it', () => {
    expect(isLooking(all, now)).toBe(true)
  })

  it.each<[string, Partial<AttentionFacts>]>([
    ['(a) in a hidden page', { isVisible: false }],
    ['(b) without the focus', { hasFocus: false }],
    ['(b) with the focus on the host alone', { hasFocus: false, hasHostFocus: true }],
    [
      '(b) a minute after the last act in the frame',
      { hasFocus: false, hasHostFocus: true, actedAt: now - 60_000 },
    ],
    ['(b) by an act without any focus', { hasFocus: false, actedAt: now }],
    ['(c) in a closed panel', { isPanelOpen: false }],
    ['(c) with less than half of the pane in view', { isPaneInView: false }],
    ['(d) behind a dialog', { isCovered: true }],
  ])('R3 does not attend %s', (_name, facts) => {
    expect(isLooking({ ...all, ...facts }, now)).toBe(false)
  })

  it('R3 (b) the focus of the host counts for a minute after an act in the frame', () => {
    const facts = { ...all, hasFocus: false, hasHostFocus: true, actedAt: now - 59_999 }
    expect(isLooking(facts, now)).toBe(true)
  })
})

function createRig() {
  const clock = createManualClock()
  const page = { isVisible: true, hasFocus: true }
  const listeners = new Set<() => void>()
  const actors = new Set<() => void>()
  const observers = new Map<Element, (isInView: boolean) => void>()
  const listenTo = (set: Set<() => void>) => (run: () => void) => {
    set.add(run)
    return () => set.delete(run)
  }
  const sources: AttentionSources = {
    now: () => clock.now(),
    after: (delayMs, run) => clock.after(delayMs, run),
    isVisible: () => page.isVisible,
    hasFocus: () => page.hasFocus,
    listen: listenTo(listeners),
    listenToActs: listenTo(actors),
    observe(element, onChange) {
      observers.set(element, onChange)
      return () => observers.delete(element)
    },
  }
  const pane = shallowRef<Element | null>(document.createElement('section'))
  const isCovered = shallowRef(false)
  const host = shallowRef<HostAttention>({ hasFocus: false, isPanelOpen: true })
  const scope = effectScope()
  const isAttended = scope.run(() =>
    useAttention(
      { pane: () => pane.value, isCovered: () => isCovered.value, host: () => host.value },
      sources,
    ),
  ) as ComputedRef<boolean>
  return {
    clock,
    pane,
    isCovered,
    host,
    scope,
    isAttended,
    observers,
    act: () => {
      for (const run of actors) run()
    },
    set: (next: Partial<typeof page>) => {
      Object.assign(page, next)
      for (const run of listeners) run()
    },
    started: () => listeners.size + actors.size + observers.size + clock.pendingTimers,
  }
}

describe('R3 in a page', () => {
  it('R3 follows visibility, focus, what covers the pane, and the pane itself', () => {
    const rig = createRig()
    const { isAttended } = rig
    expect(isAttended.value).toBe(true)
    rig.set({ hasFocus: false })
    expect(isAttended.value).toBe(false)
    rig.set({ hasFocus: true, isVisible: false })
    expect(isAttended.value).toBe(false)
    rig.set({ isVisible: true })
    rig.isCovered.value = true
    expect(isAttended.value).toBe(false)
    rig.isCovered.value = false
    rig.pane.value = null
    expect(isAttended.value).toBe(false)
    rig.scope.stop()
  })

  it('R3 (b) an act in the frame lends it the focus of the host for a minute', async () => {
    const rig = createRig()
    rig.set({ hasFocus: false })
    rig.host.value = { hasFocus: true, isPanelOpen: true }
    expect(rig.isAttended.value).toBe(false)
    rig.act()
    expect(rig.isAttended.value).toBe(true)
    await rig.clock.pass(59_000)
    rig.act()
    await rig.clock.pass(59_000)
    expect(rig.isAttended.value).toBe(true)
    await rig.clock.pass(1_000)
    expect(rig.isAttended.value).toBe(false)
    rig.scope.stop()
  })

  it('R3 (c) follows the panel of the host and how much of the pane is in view', async () => {
    const rig = createRig()
    rig.host.value = { hasFocus: false, isPanelOpen: false }
    expect(rig.isAttended.value).toBe(false)
    rig.host.value = { hasFocus: false, isPanelOpen: true }
    for (const tell of rig.observers.values()) tell(false)
    expect(rig.isAttended.value).toBe(false)
    for (const tell of rig.observers.values()) tell(true)
    expect(rig.isAttended.value).toBe(true)
    rig.pane.value = document.createElement('section')
    await nextTick()
    expect(rig.observers.size).toBe(1)
    rig.scope.stop()
  })

  it('ends everything with its scope', () => {
    const rig = createRig()
    rig.act()
    expect(rig.started()).toBe(4)
    rig.scope.stop()
    expect(rig.started()).toBe(0)
  })
})

it('C5 the line is looked at when the page shows, thaws or comes back, and when the network changes', () => {
  const run = vi.fn()
  const scope = effectScope()
  scope.run(() => {
    useWakeUp(run)
  })
  const events: readonly (readonly [EventTarget, Event])[] = [
    [document, new Event('visibilitychange')],
    [document, new Event('resume')],
    [window, new PageTransitionEvent('pageshow', { persisted: true })],
    [window, new Event('online')],
    [window, new Event('offline')],
  ]
  for (const [target, event] of events) target.dispatchEvent(event)
  expect(run).toHaveBeenCalledTimes(5)
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
  scope.stop()
  for (const [target, event] of events) target.dispatchEvent(event)
  expect(run).toHaveBeenCalledTimes(5)
})

it('a page that goes out of sight is told so, each time', () => {
  const run = vi.fn()
  const scope = effectScope()
  scope.run(() => {
    useHiding(run)
  })
  document.dispatchEvent(new Event('visibilitychange'))
  expect(run).not.toHaveBeenCalled()
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  window.dispatchEvent(new Event('pagehide'))
  expect(run).toHaveBeenCalledTimes(2)
  scope.stop()
  window.dispatchEvent(new Event('pagehide'))
  expect(run).toHaveBeenCalledTimes(2)
  vi.restoreAllMocks()
})
