import { effectScope, shallowRef } from 'vue'
import { expect, it } from 'vitest'
import { useAttention, type AttentionSource } from './attention'

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
