import { expect, it } from 'vitest'
import { sharedBy } from './firstFiles.mjs'

const imports = { a: ['b'], b: ['c', 'a'], c: [], d: ['c', 'e'], e: [] }
const importsOf = (id) => imports[id]

it('follows imports through circles', () => {
  expect(sharedBy(['a'], importsOf)).toEqual(['a', 'b', 'c'])
})

it('keeps what all of them import', () => {
  expect(sharedBy(['a', 'd'], importsOf)).toEqual(['c'])
  expect(sharedBy(['a', 'e'], importsOf)).toEqual([])
})
