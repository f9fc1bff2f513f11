import { expect, it } from 'vitest'
import { layoutGroups, rowsBetween, scrollToShow } from './fixedWindow'

/** A head of 30 pixels and four rows of 50. */
const layout = layoutGroups([0], 5, 30, 50)

it('adds up heights', () => {
  expect([0, 1, 2, 3, 4, 5].map(layout.offsetOf)).toEqual([0, 30, 80, 130, 180, 230])
  const two = layoutGroups([0, 3], 5, 30, 50)
  expect([0, 1, 2, 3, 4, 5].map(two.offsetOf)).toEqual([0, 30, 80, 130, 160, 210])
})

it('finds the rows in view, parts of rows included', () => {
  expect(rowsBetween(layout, 0, 100, 0)).toEqual({ from: 0, to: 3 })
  expect(rowsBetween(layout, 79, 130, 0)).toEqual({ from: 1, to: 4 })
  expect(rowsBetween(layout, 80, 129, 0)).toEqual({ from: 2, to: 3 })
})

it('adds spare rows, but none that are not there', () => {
  expect(rowsBetween(layout, 100, 120, 1_000)).toEqual({ from: 0, to: 5 })
  expect(rowsBetween(layoutGroups([], 0, 1, 1), 0, 100, 10)).toEqual({ from: 0, to: 0 })
})

it('scrolls no more than is needed to show a row', () => {
  expect(scrollToShow(layout, 1, 0, 100)).toBe(0)
  expect(scrollToShow(layout, 3, 0, 100)).toBe(80)
  expect(scrollToShow(layout, 0, 90, 100)).toBe(0)
})
