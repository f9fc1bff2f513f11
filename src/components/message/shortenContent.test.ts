import { expect, it } from 'vitest'
import { parseContent, plainContent, type Content } from '../../domain'
import { foldedCharacters, foldedLines, shortenContent } from './shortenContent'

const textOf = (content: Content | null) => JSON.stringify(content)

it('leaves a message of ordinary length alone', () => {
  expect(shortenContent(parseContent('a\nb\n- c\n> d'))).toBeNull()
})

it('cuts 10,000 lines to a few', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}`)
  const short = shortenContent(parseContent(lines.join('\n')))
  expect(textOf(short)).toContain('line 1')
  expect(textOf(short)).not.toContain(`line ${foldedLines + 5}`)
})

it('cuts 100 kB without a break to some characters', () => {
  const short = shortenContent(plainContent('w'.repeat(100_000)))
  expect(textOf(short).length).toBeLessThan(foldedCharacters + 200)
})

it('cuts long code and long lists', () => {
  const code: Content = [{ type: 'codeBlock', language: null, text: 'x\n'.repeat(500) }]
  expect(textOf(shortenContent(code)).split('\\n').length).toBeLessThanOrEqual(foldedLines + 1)
  const item = { isDone: null, children: [{ type: 'text', text: 'x' } as const] }
  const list: Content = [{ type: 'list', start: null, items: Array(500).fill(item) as never }]
  expect(textOf(shortenContent(list)).split('isDone').length).toBeLessThan(foldedLines + 3)
})
