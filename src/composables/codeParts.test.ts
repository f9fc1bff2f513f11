import { expect, it } from 'vitest'
import { codeRuns } from './codeParts'
import { mayColour } from './codeRuns'

it('S6 tells the parts of code, which together are the code as it was', async () => {
  const code = 'const name = "Ann" // <b>who</b>\nif (name) greet(1)'
  const runs = (await codeRuns(code, 'TS')) ?? []
  expect(runs.map(({ text }) => text).join('')).toBe(code)
  const kinds = new Map(runs.map(({ text, kind }) => [text.trim(), kind]))
  expect(kinds.get('const')).toBe('code-keyword')
  expect(kinds.get('"Ann"')).toBe('code-text-value')
  expect(kinds.get('// <b>who</b>')).toBe('code-comment')
  expect(kinds.get('1')).toBe('code-number')
})

it('leaves a language that it does not know, or that is none, as it is', async () => {
  expect(await codeRuns('x', 'klingon')).toBeNull()
  expect(await codeRuns('x', '__proto__')).toBeNull()
})

it('tells lines that were added and taken away apart', async () => {
  const runs = await codeRuns('@@ -1 +1 @@\n-old\n+new', 'patch')
  expect(runs?.find(({ text }) => text.includes('new'))?.kind).toBe('code-added')
  expect(runs?.find(({ text }) => text.includes('old'))?.kind).toBe('code-removed')
})

it('leaves what is too long for a moment in one colour', () => {
  expect(mayColour('x'.repeat(10_000), 'ts')).toBe(true)
  expect(mayColour('x'.repeat(10_001), 'ts')).toBe(false)
  expect(mayColour('x', null)).toBe(false)
})
