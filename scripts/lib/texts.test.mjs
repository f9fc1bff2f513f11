import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { root } from './run.mjs'
import { halfOfTexts } from './texts.mjs'

const keysOf = (code) => [...code.matchAll(/^ {2}'([\w.]+)':/gm)].map(([, key]) => key)
const halves = (name) => {
  const code = readFileSync(path.join(root, 'src/i18n', `${name}.ts`), 'utf8')
  return { code, first: halfOfTexts(code, false), rest: halfOfTexts(code, true) }
}

it.each(['en', 'zhCN'])('parts the texts of %s and loses none', (name) => {
  const { code, first, rest } = halves(name)
  expect([...keysOf(first), ...keysOf(rest)]).toEqual(keysOf(code))
  expect(keysOf(first)).toContain('composer.send')
  expect(keysOf(rest)).toContain('signIn.submit')
})

it('parts every language at the same texts', () => {
  expect(keysOf(halves('zhCN').first).sort()).toEqual(keysOf(halves('en').first).sort())
})

it('refuses a file of another form', () => {
  expect(() => halfOfTexts('export const en = {\n}\n', true)).toThrow('another form')
})
