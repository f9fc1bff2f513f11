import { effectScope, shallowRef } from 'vue'
import { expect, it, vi } from 'vitest'
import { useAttention, useHiding, useWakeUp, type AttentionSource } from './attention'

function fakeSource() {
  let onChange: () => void = () => undefined
  const state = { isVisible: true, hasFocus: true, isListening: false }
  const source: AttentionSource = {
    isVisible: () => state.isVisible,
    hasFocus: () => state.hasFocus,
    listen(next) {
      onChange = next
      state.isListening = true
      return () => {
        state.isListening = false
      }
    },
  }
  const set = (next: Partial<typeof state>) => {
    Object.assign(state, next)
    onChange()
  }
  return { source, set, state }
}

it('R3 asks for all of: visible, focused, pane open', () => {
  const { source, set } = fakeSource()
  const isOpen = shallowRef(true)
  const scope = effectScope()
  const isAttended = scope.run(() => useAttention(() => isOpen.value, source))
  expect(isAttended?.value).toBe(true)
  set({ hasFocus: false })
  expect(isAttended?.value).toBe(false)
  set({ hasFocus: true, isVisible: false })
  expect(isAttended?.value).toBe(false)
  set({ isVisible: true })
  expect(isAttended?.value).toBe(true)
  isOpen.value = false
  expect(isAttended?.value).toBe(false)
  scope.stop()
})

it('stops listening with its scope', () => {
  const { source, state } = fakeSource()
  const scope = effectScope()
  scope.run(() => useAttention(() => true, source))
  expect(state.isListening).toBe(true)
  scope.stop()
  expect(state.isListening).toBe(false)
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
