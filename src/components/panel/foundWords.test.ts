import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { VNode } from 'vue'
import { markFound } from './foundWords'

const wordsOf = (run: VNode | string): string => {
  const words = typeof run === 'string' ? run : run.children
  return typeof words === 'string' ? words : ''
}

/** The runs, what is marked in brackets. */
function shown(query: string, text: string): string {
  return markFound(query)(text)
    .map((run) => (typeof run === 'string' ? run : `[${wordsOf(run)}]`))
    .join('')
}

it.each([
  ['door code', 'The DOOR has a code: 1234', 'The [DOOR] has a [code]: 1234'],
  ['release', 'Releases, not prereleases', '[Releases], not prereleases'],
  ['meetings', 'one meeting', 'one [meeting]'],
  ['cafe', 'Im Café', 'Im [Café]'],
  ['a b', 'about a bee', 'about [a] bee'],
  ['消息', '新消息和老消息', '新[消息]和老[消息]'],
  ['"the plan" is', 'The plan is the planet', '[The plan] [is] [the plan]et'],
  ['from:ann plan -draft', 'ann has a plan, a draft', 'ann has a [plan], a draft'],
  ['/etc/hosts', 'see /etc/hosts', 'see /[etc]/[hosts]'],
  ['https://x.org/plan', 'https://x.org/plan', '[https]://[x].[org]/[plan]'],
  ['', 'nothing', 'nothing'],
  ['<b>', '<b>bold</b>', '<[b]>bold</[b]>'],
])('marks what was found by %s', (query, text, marked) => {
  expect(shown(query, text)).toBe(marked)
})

it('S6 keeps every text as it is, whatever is looked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (query, text) => {
      expect(markFound(query)(text).map(wordsOf).join('')).toBe(text)
    }),
  )
})
