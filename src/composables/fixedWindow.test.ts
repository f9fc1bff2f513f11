import { expect, it } from 'vitest'
import { layoutRows, rowsBetween, scrollToShow } from './fixedWindow'

const layout = layoutRows([30, 50, 50, 50, 50], (height) => height)

it('adds up heights', () => {
  expect(layout.offsets).toEqual([0, 30, 80, 130, 180, 230])
})

it('finds the rows in view, parts of rows included', () => {
  expect(rowsBetween(layout, 0, 100, 0)).toEqual({ from: 0, to: 3 })
  expect(rowsBetween(layout, 79, 130, 0)).toEqual({ from: 1, to: 4 })
  expect(rowsBetween(layout, 80, 129, 0)).toEqual({ from: 2, to: 3 })
})

it('adds spare rows, but none that are not there', () => {
  expect(rowsBetween(layout, 100, 120, 1_000)).toEqual({ from: 0, to: 5 })
  expect(
    rowsBetween(
      layoutRows([], () => 1),
      0,
      100,
      10,
    ),
  ).toEqual({ from: 0, to: 0 })
})

it('scrolls no more than is needed to show a row', () => {
  expect(scrollToShow(layout, 1, 0, 100)).toBe(0)
  expect(scrollToShow(layout, 3, 0, 100)).toBe(80)
  expect(scrollToShow(layout, 0, 90, 100)).toBe(0)
})
