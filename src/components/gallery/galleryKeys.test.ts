import { expect, it } from 'vitest'
import { galleryKey } from './galleryKeys'

const plain = { ctrlKey: false, altKey: false, metaKey: false }
const still = { isZoomed: false, isRightToLeft: false }

it('K3 turns the pages with the arrows, in the direction of reading', () => {
  expect(galleryKey({ ...plain, key: 'ArrowRight' }, still)).toEqual({ type: 'turn', by: 1 })
  const rightToLeft = { ...still, isRightToLeft: true }
  expect(galleryKey({ ...plain, key: 'ArrowRight' }, rightToLeft)).toEqual({ type: 'turn', by: -1 })
  expect(galleryKey({ ...plain, key: 'Home' }, still)).toEqual({ type: 'first' })
  expect(galleryKey({ ...plain, key: 'End' }, still)).toEqual({ type: 'last' })
})

it('K3 moves about in an enlarged picture with the arrows, and still turns with Page Down', () => {
  const zoomed = { ...still, isZoomed: true }
  expect(galleryKey({ ...plain, key: 'ArrowRight' }, zoomed)).toEqual({ type: 'pan', x: -1, y: 0 })
  expect(galleryKey({ ...plain, key: 'PageDown' }, zoomed)).toEqual({ type: 'turn', by: 1 })
})

it('K3 zooms with + and -, and leaves what is pressed with Ctrl to the browser', () => {
  expect(galleryKey({ ...plain, key: '=' }, still)).toEqual({ type: 'zoom', isIn: true })
  expect(galleryKey({ ...plain, key: '-' }, still)).toEqual({ type: 'zoom', isIn: false })
  expect(galleryKey({ ...plain, key: '0' }, still)).toEqual({ type: 'reset' })
  expect(galleryKey({ ...plain, key: '+', ctrlKey: true }, still)).toBeNull()
})
