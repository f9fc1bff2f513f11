import { expect, it, vi } from 'vitest'
import { createGestures, type GestureListener } from './gestures'

function setting() {
  const listener = {
    onMove: vi.fn<GestureListener['onMove']>(),
    onPinch: vi.fn<GestureListener['onPinch']>(),
    onDrop: vi.fn<GestureListener['onDrop']>(),
    onTap: vi.fn<GestureListener['onTap']>(),
  }
  return { ...createGestures(listener), listener }
}

function at(x: number, y: number, pointerId = 1): PointerEvent {
  const pointer = { button: 0, pointerId, pointerType: 'touch', clientX: x, clientY: y }
  return Object.assign(new Event('pointer'), pointer) as PointerEvent
}

document.elementFromPoint = () => null

it('tells a drag by all its way, and no tap after it', () => {
  const { onPointerdown, onPointermove, onPointerup, listener } = setting()
  onPointerdown(at(100, 100))
  onPointermove(at(103, 100))
  expect(listener.onMove).not.toHaveBeenCalled()
  onPointermove(at(60, 100))
  onPointerup(at(40, 110))
  expect(listener.onMove).toHaveBeenCalledWith({ x: -43, y: 0 }, { x: -40, y: 0, isTouch: true })
  expect(listener.onDrop).toHaveBeenCalledWith({ x: -60, y: 10, isTouch: true })
  expect(listener.onTap).not.toHaveBeenCalled()
})

it('tells a pinch by how much further two fingers are apart, and no tap after it', () => {
  const { onPointerdown, onPointermove, onPointerup, listener } = setting()
  onPointerdown(at(100, 100, 1))
  onPointerdown(at(200, 100, 2))
  onPointermove(at(300, 100, 2))
  expect(listener.onPinch).toHaveBeenCalledWith(2, { x: 200, y: 100 })
  onPointerup(at(300, 100, 2))
  onPointerup(at(100, 100, 1))
  expect(listener.onTap).not.toHaveBeenCalled()
  expect(listener.onDrop).toHaveBeenCalledTimes(1)
})

it('tells a second tap at the same place', () => {
  const { onPointerdown, onPointerup, listener } = setting()
  for (let count = 0; count < 2; count += 1) {
    onPointerdown(at(50, 50))
    onPointerup(at(50, 50))
  }
  expect(listener.onTap.mock.calls.map(([, isDouble]) => isDouble)).toEqual([false, true])
})
