import { expect, it } from 'vitest'
import { ChatError, channelId } from '../domain'
import { aMessage } from '../testing/builders'
import { searchEverywhere, type SearchChannel } from './searchEverywhere'

const ids = Array.from({ length: 20 }, (_, index) => channelId(`c${index}`))
const found: SearchChannel = (id) =>
  Promise.resolve({ items: [aMessage({ channelId: id })], nextOffset: 25, total: 99 })

it('goes over the channels page by page, in their order', async () => {
  const search = searchEverywhere(ids, found)
  const first = await search('words', 0)
  expect(first.items.map((one) => one.channelId)).toEqual(ids.slice(0, 8))
  expect(first.nextOffset).toBe(8)
  expect(await search('words', 16)).toMatchObject({ items: { length: 4 }, nextOffset: null })
  expect(await searchEverywhere([], found)('words', 0)).toMatchObject({ nextOffset: null })
})

it('passes over what may not be searched, and keeps what was found before a failure', async () => {
  const kinds = new Map([
    [ids[1], 'permission'],
    [ids[3], 'rateLimit'],
  ] as const)
  const search = searchEverywhere(ids, (id, ...rest) => {
    const kind = kinds.get(id)
    return kind === undefined ? found(id, ...rest) : Promise.reject(new ChatError(kind, 'no'))
  })
  const page = await search('words', 0)
  expect(page.items.map((one) => one.channelId)).toEqual([ids[0], ids[2]])
  expect(page.nextOffset).toBe(3)
  await expect(search('words', 3)).rejects.toMatchObject({ kind: 'rateLimit' })
})
