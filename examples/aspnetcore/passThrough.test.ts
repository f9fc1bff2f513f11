import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { passRules } from '../../server/relay/http/target'

const source = readFileSync(path.join(import.meta.dirname, 'PassThrough.cs'), 'utf8')

/** The texts of the list that is called so. */
function listed(name: string): readonly string[] {
  const [, body = ''] = new RegExp(` ${name} =\\s*\\[([\\s\\S]*?)\\n    \\];`).exec(source) ?? []
  return [...body.matchAll(/"([\w.-]+)"/g)].map(([, text = '']) => text)
}

const wanted = (method: string): readonly string[] =>
  passRules
    .filter(({ takes, needs, answer }) => takes === 'json' && needs === 'user' && answer === 'json')
    .filter((rule) => rule.method === method && !rule.pattern.includes('*'))
    .map(({ pattern }) => pattern.replace('/api/v1/', ''))
    .filter((name) => name !== 'method.call/readThreads')
    .toSorted()

it('H21 passes the same calls on as the relay', () => {
  const kinds = listed('ChannelPosts').flatMap((name) => [`channels.${name}`, `groups.${name}`])
  expect(listed('Gets').toSorted()).toEqual(wanted('GET'))
  expect([...listed('Posts'), ...kinds].toSorted()).toEqual(wanted('POST'))
})
