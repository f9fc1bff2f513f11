import { expect, it } from 'vitest'
import { placeBeside } from './placeBeside'

const screen = { width: 1000, height: 800 }
const box = { width: 300, height: 400 }
const at = (left: number, top: number) => ({ left, top, right: left + 30, bottom: top + 30 })

it('stands above, its right end in line', () => {
  expect(placeBeside(at(600, 700), box, screen)).toEqual({ left: 330, top: 292 })
})

it('stands below where there is no room above', () => {
  expect(placeBeside(at(600, 100), box, screen)).toEqual({ left: 330, top: 138 })
})

it('stays within the screen', () => {
  expect(placeBeside(at(10, 400), box, screen)).toEqual({ left: 8, top: 8 })
  expect(placeBeside(at(990, 700), box, screen).left).toBe(692)
  expect(placeBeside(at(0, 100), box, { width: 200, height: 300 })).toEqual({ left: 8, top: 8 })
})
