import { expect, it } from 'vitest'
import { readEmbeddedApp } from './embedConfig'

const read = (apps: unknown, id = 'shop'): unknown => readEmbeddedApp({ apps }, id, 'config.json')

it('E7 reads exact origins', () => {
  const origins = ['https://shop.example.org', 'http://localhost:3000', 'http://127.0.0.1:8080']
  expect(read([{ id: 'shop', origins }])).toEqual({ id: 'shop', origins })
})

it.each([
  'http://shop.example.org',
  'https://*.example.org',
  'https://shop.example.org/',
  'https://shop.example.org/path',
  'shop.example.org',
  '*',
  'null',
  'https://SHOP.example.org',
  7,
])('E7 refuses %j, naming the key', (origin) => {
  expect(() => read([{ id: 'shop', origins: [origin] }])).toThrow(
    'config.json: "embed.apps[0].origins" must hold exact origins',
  )
})

it.each<[unknown, string]>([
  [undefined, '"embed" must be an object'],
  [[], 'has no app "shop"'],
  [[{ id: 'desk', origins: ['https://a.example'] }], 'has no app "shop"'],
  [[{ id: 'a b', origins: ['https://a.example'] }], 'embed.apps[0].id'],
  [[{ id: 'shop', origins: [] }], 'must be a list of origins'],
  [[{ id: 'shop', origins: ['https://a.example'], secret: 1 }], 'embed.apps[0].secret'],
])('names what is wrong with %j', (apps, words) => {
  expect(() => read(apps)).toThrow(words)
})
