import { expect, it } from 'vitest'
import { largestScale, moveBy, whole, zoomAt, type Room } from './zoom'

const room: Room = { stage: { width: 800, height: 600 }, picture: { width: 800, height: 400 } }

it('keeps what is under the pointer where it is', () => {
  const zoom = zoomAt(whole, 2, { x: 100, y: 50 }, room)
  expect(zoom).toEqual({ scale: 2, x: -100, y: -50 })
  const twice = zoomAt(zoom, 4, { x: 100, y: 50 }, room)
  expect((100 - twice.x) / twice.scale).toBeCloseTo(100)
})

it('shows the whole picture in the middle when it is reduced again, and has a largest scale', () => {
  const zoom = zoomAt(whole, 3, { x: 300, y: 0 }, room)
  expect(zoomAt(zoom, 0.5, { x: 0, y: 0 }, room)).toBe(whole)
  expect(zoomAt(whole, 50, { x: 0, y: 0 }, room).scale).toBe(largestScale)
})

it('moves no further than the edges of the picture reach', () => {
  const zoom = zoomAt(whole, 2, { x: 0, y: 0 }, room)
  expect(moveBy(zoom, { x: 9_000, y: -9_000 }, room)).toEqual({ scale: 2, x: 400, y: -100 })
  expect(moveBy(whole, { x: 10, y: 10 }, room)).toEqual(whole)
})
