import { effectScope } from 'vue'
import { expect, it } from 'vitest'
import { useEscapeKey } from './escapeKey'

function press(fields: KeyboardEventInit = {}, before?: (event: KeyboardEvent) => void): boolean {
  const event = new KeyboardEvent('keydown', {
    key: 'Escape',
    bubbles: true,
    cancelable: true,
    ...fields,
  })
  before?.(event)
  document.body.dispatchEvent(event)
  return event.defaultPrevented
}

function createRig() {
  const told: boolean[] = []
  const rig = { told, isCovered: false, scope: effectScope() }
  rig.scope.run(() => {
    useEscapeKey(
      () => rig.isCovered,
      (isAll) => told.push(isAll),
    )
  })
  return rig
}

it('R7 Escape is for this channel, Shift+Escape for all, and the browser keeps out of it', () => {
  const rig = createRig()
  expect(press()).toBe(true)
  expect(press({ shiftKey: true })).toBe(true)
  expect(rig.told).toEqual([false, true])
  rig.scope.stop()
  press()
  expect(rig.told).toHaveLength(2)
})

it.each<[string, KeyboardEventInit]>([
  ['that ends a composition', { isComposing: true }],
  ['that is held down', { repeat: true }],
  ['with another modifier', { ctrlKey: true }],
])('K1, R7 an Escape %s does nothing', (_name, fields) => {
  const rig = createRig()
  press(fields)
  expect(rig.told).toEqual([])
  rig.scope.stop()
})

it('K3 an Escape that something else has used is not used again', () => {
  const rig = createRig()
  press({}, (event) => {
    event.preventDefault()
  })
  expect(rig.told).toEqual([])
  rig.isCovered = true
  const uncover = () => {
    rig.isCovered = false
  }
  document.body.addEventListener('keydown', uncover, { once: true })
  press()
  expect(rig.told).toEqual([])
  rig.scope.stop()
})
