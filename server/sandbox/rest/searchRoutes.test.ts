import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { signIn, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let rid: string

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  rid = sandbox.control.createRoom({ name: 'library', members: ['ann', 'bob'] })._id
  const lines: readonly (readonly [string, string])[] = [
    ['ann', 'The meetings start at nine'],
    ['bob', 'A meeting without coffee'],
    ['bob', 'Café or kitchen, @ann?'],
    ['ann', '明天下午开会讨论预算'],
    ['bob', 'see https://example.org for more'],
    ['ann', 'order 4711 is late'],
  ]
  for (const [username, text] of lines) sandbox.control.post(username, rid, text)
})

afterAll(async () => {
  await sandbox.stop()
})

async function found(searchText: string, more = ''): Promise<readonly string[]> {
  const query = new URLSearchParams({ roomId: rid, searchText })
  const { body } = await ann.get(`chat.search?${query.toString()}${more}`)
  return (body as { messages: { msg: string }[] }).messages.map(({ msg }) => msg.slice(0, 12))
}

it.each([
  ['words, whatever their ending, newest first', 'meeting', ['A meeting wi', 'The meetings']],
  ['any of several words', 'coffee nine', ['A meeting wi', 'The meetings']],
  ['no part of a word', 'meetin', []],
  ['without accents', 'CAFE', ['Café or kitc']],
  ['phrases', '"meeting without"', ['A meeting wi']],
  ['what must not be there', 'meeting -coffee', ['The meetings']],
  ['Chinese, in the middle of a sentence', '开会', ['明天下午开会讨论预算']],
  ['patterns', '/order \\d+/', ['order 4711 i']],
  ['one’s own', 'from:me late', ['order 4711 i']],
  ['somebody’s', 'from:bob meeting', ['A meeting wi']],
  ['mentions', 'mention:ann', ['Café or kitc']],
  ['links', 'has:url', ['see https://']],
  ['somebody’s by a part of the name', 'from:BO meeting', ['A meeting wi']],
  ['the oldest first', 'order:asc meeting', ['The meetings', 'A meeting wi']],
])('finds %s', async (_what, searchText, expected) => {
  expect(await found(searchText)).toEqual(expected)
})

it('by pages', async () => {
  expect(await found('meeting', '&count=1&offset=1')).toEqual(['The meetings'])
})

it('finds stars and pins', async () => {
  const { _id } = sandbox.control.post('bob', rid, 'starred and pinned')
  await ann.post('chat.starMessage', { messageId: _id })
  await ann.post('chat.pinMessage', { messageId: _id })
  expect(await found('has:star')).toEqual(['starred and '])
  expect(await found('is:pinned')).toEqual(['starred and '])
})

it.each([
  ['no room', 'roomId=&searchText=x', 'error-roomId-param-not-provided'],
  ['no text', 'roomId=GENERAL&searchText=', 'error-searchText-param-not-provided'],
  ['a missing room', 'searchText=x', 'error-invalid-params'],
])('refuses %s', async (_what, query, errorType) => {
  expect(await ann.get(`chat.search?${query}`)).toMatchObject({ status: 400, body: { errorType } })
})

it('refuses other people’s rooms and patterns that are none', async () => {
  const { _id } = sandbox.control.createRoom({ name: 'vault', type: 'p', members: ['bob'] })
  expect((await ann.get(`chat.search?roomId=${_id}&searchText=x`)).status).toBe(400)
  const query = new URLSearchParams({ roomId: rid, searchText: '/(/' })
  expect((await ann.get(`chat.search?${query.toString()}`)).status).toBe(400)
})
