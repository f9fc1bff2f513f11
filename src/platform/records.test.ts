import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RecordStorage } from '../ports'
import { openIndexedRecords, removeIndexedRecords } from './indexedRecords'
import { createMemoryRecords } from './memoryRecords'

let count = 0
const newName = (): string => `records ${(count += 1)}`

const kinds: readonly (readonly [string, () => Promise<RecordStorage>])[] = [
  ['IndexedDB', () => openIndexedRecords(newName())],
  ['memory', () => Promise.resolve(createMemoryRecords())],
]

describe.each(kinds)('records in %s', (_name, open) => {
  it('keeps what can be cloned, in the order of its keys', async () => {
    const records = await open()
    await records.write(
      new Map<string, unknown>([
        ['b', { text: 'two' }],
        ['a', [1, 2]],
      ]),
    )
    expect(await records.readAll()).toEqual([
      ['a', [1, 2]],
      ['b', { text: 'two' }],
    ])
  })

  it('writes, replaces and removes in one step', async () => {
    const records = await open()
    await records.write(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    )
    await records.write(
      new Map<string, unknown>([
        ['a', undefined],
        ['b', 3],
        ['c', 4],
      ]),
    )
    expect(await records.readAll()).toEqual([
      ['b', 3],
      ['c', 4],
    ])
  })

  it('gives copies: what was written does not change with the object', async () => {
    const records = await open()
    const value = { text: 'as it was' }
    await records.write(new Map([['a', value]]))
    value.text = 'changed'
    expect(await records.readAll()).toEqual([['a', { text: 'as it was' }]])
  })

  it('forgets everything', async () => {
    const records = await open()
    await records.write(new Map([['a', 1]]))
    await records.clear()
    expect(await records.readAll()).toEqual([])
  })
})

describe('records of one name', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('are the same for every tab, and there after a reload', async () => {
    const name = newName()
    const [one, other] = [await openIndexedRecords(name), await openIndexedRecords(name)]
    await one.write(new Map([['a', 1]]))
    expect(await other.readAll()).toEqual([['a', 1]])
    expect(one.kind).toBe('persistent')
  })

  it('are gone when they are removed, also while another tab has them open', async () => {
    const name = newName()
    const one = await openIndexedRecords(name)
    await one.write(new Map([['a', 1]]))
    await removeIndexedRecords(name)
    await expect(one.write(new Map([['a', 2]]))).rejects.toThrow()
    expect(await (await openIndexedRecords(name)).readAll()).toEqual([])
  })

  it('are in memory, and say so, where the browser blocks IndexedDB', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('blocked', 'SecurityError')
      },
    })
    const records = await openIndexedRecords(newName())
    expect(records.kind).toBe('memory')
    await records.write(new Map([['a', 1]]))
    expect(await records.readAll()).toEqual([['a', 1]])
  })

  it('are in memory where there is no IndexedDB at all', async () => {
    vi.stubGlobal('indexedDB', undefined)
    expect((await openIndexedRecords(newName())).kind).toBe('memory')
  })
})
