import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useMessagePress } from './messagePress'

let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  const page = new DOMParser().parseFromString(
    '<ol><li data-roving tabindex="-1"><p>words</p><button>act</button></li></ol>',
    'text/html',
  )
  document.body.replaceChildren(...page.body.childNodes)
  scope = effectScope()
  scope.run(() => {
    useMessagePress()
  })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** The document of these tests knows no pointers. */
function tell(type: string, selector: string, more: object = {}): void {
  const event = Object.assign(new MouseEvent(type, { bubbles: true }), { pointerType: 'touch' })
  Object.defineProperties(event, Object.getOwnPropertyDescriptors(more))
  document.querySelector(selector)?.dispatchEvent(event)
}
const isFocused = (): boolean => document.activeElement?.tagName === 'LI'

it('A4 a finger that rests on a message gives it the focus', () => {
  tell('pointerdown', 'p')
  vi.advanceTimersByTime(499)
  expect(isFocused()).toBe(false)
  vi.advanceTimersByTime(1)
  expect(isFocused()).toBe(true)
})

it.each([
  ['is lifted', () => tell('pointerup', 'p')],
  ['moves on', () => tell('pointermove', 'p', { clientX: 20 })],
  ['scrolls', () => tell('pointercancel', 'p')],
  ['meets the end', () => scope.stop()],
])('one that %s does not', (_name, happens) => {
  tell('pointerdown', 'p')
  happens()
  vi.advanceTimersByTime(1_000)
  expect(isFocused()).toBe(false)
})

it('what is pressed for itself, and a mouse, are left alone', () => {
  tell('pointerdown', 'button')
  vi.advanceTimersByTime(1_000)
  tell('pointerdown', 'p', { pointerType: 'mouse' })
  vi.advanceTimersByTime(1_000)
  expect(isFocused()).toBe(false)
})
