import { expect, it } from 'vitest'
import { menuGroups, placeMenu } from './menu'

const size = { width: 200, height: 300 }
const room = { width: 1_000, height: 800, isRightToLeft: false }

it.each([
  ['below a point and after it', { x: 100, y: 100 }, { left: 100, top: 100 }],
  ['before a point near the end', { x: 950, y: 100 }, { left: 750, top: 100 }],
  ['above a point near the foot', { x: 100, y: 700 }, { left: 100, top: 400 }],
  [
    'below a button, at its end when there is no room after its start',
    { left: 960, right: 990, top: 10, bottom: 40 },
    { left: 790, top: 44 },
  ],
])('opens %s', (_name, anchor, expected) => {
  expect(placeMenu(anchor, size, room)).toEqual(expected)
})

it('opens towards the start where one reads from right to left', () => {
  const rtl = { ...room, isRightToLeft: true }
  expect(placeMenu({ x: 500, y: 100 }, size, rtl)).toEqual({ left: 300, top: 100 })
})

it('stays in a window that is too small for it', () => {
  const small = { width: 150, height: 200, isRightToLeft: false }
  expect(placeMenu({ x: 140, y: 190 }, size, small)).toEqual({ left: 8, top: 8 })
})

it('parts its items where a group begins', () => {
  const items = [
    { id: 'a', label: 'a' },
    { id: 'b', label: 'b', head: 'Words' },
    { id: 'c', label: 'c' },
    { id: 'd', label: 'd', startsGroup: true },
  ]
  const groups = menuGroups(items).map((group) => ({
    ...group,
    items: group.items.map(({ id }) => id).join(),
  }))
  expect(groups).toEqual([
    { head: '', hasLine: false, items: 'a' },
    { head: 'Words', hasLine: false, items: 'b,c' },
    { head: '', hasLine: true, items: 'd' },
  ])
})
