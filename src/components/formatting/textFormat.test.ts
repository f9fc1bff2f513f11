import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatText, type TextFormat, type TextRange } from './textFormat'

const formats: readonly TextFormat[] = [
  'bold',
  'italic',
  'strike',
  'code',
  'codeBlock',
  'numbers',
  'bullets',
  'quote',
]

function apply(text: string, range: TextRange, format: TextFormat) {
  const change = formatText(text, range, format)
  const changed = text.slice(0, change.start) + change.text + text.slice(change.end)
  return { changed, selection: change.selection }
}

/** `[` and `]` are the ends of what is selected, `|` is a caret. */
function formatted(marked: string, format: TextFormat): string {
  const text = marked.replace(/[[\]|]/g, '')
  const start = marked.search(/[[|]/)
  const end = marked.includes('|') ? start : marked.indexOf(']') - 1
  const { changed, selection } = apply(text, { start, end }, format)
  const [from, to] = [selection.start, selection.end]
  const inner = from === to ? '|' : `[${changed.slice(from, to)}]`
  return changed.slice(0, from) + inner + changed.slice(to)
}

describe('K2 a selection', () => {
  it.each([
    ['say [hello] you', 'bold', 'say *[hello]* you'],
    ['say [hello ]you', 'italic', 'say _[hello]_ you'],
    ['说[你好]吧', 'strike', '说~[你好]~吧'],
    ['a [b] c', 'code', 'a `[b]` c'],
    ['say *[hello]* you', 'bold', 'say [hello] you'],
    ['say [*hello*] you', 'bold', 'say [hello] you'],
    ['[one\n\ntwo]', 'bold', '[*one*\n\n*two*]'],
    ['[*one*\n*two*]', 'bold', '[one\ntwo]'],
    ['a | b', 'bold', 'a *|* b'],
    ['a *|* b', 'bold', 'a | b'],
    ['[x = 1]', 'codeBlock', '```\n[x = 1]\n```'],
    ['see [x] there', 'codeBlock', 'see \n```\n[x]\n```\n there'],
    ['```\n[x = 1]\n```', 'codeBlock', '[x = 1]'],
    ['|', 'codeBlock', '```\n|\n```'],
    ['o[ne\nt]wo', 'bullets', '[- one\n- two]'],
    ['[- one\n- two]', 'bullets', '[one\ntwo]'],
    ['[- one\n- two]', 'numbers', '[1. one\n2. two]'],
    ['before\no|ne', 'quote', 'before\n> one|'],
    ['> o|ne', 'quote', 'one|'],
    ['|', 'numbers', '1. |'],
  ] as const)('%s as %s is %s', (marked, format, expected) => {
    expect(formatted(marked, format)).toBe(expected)
  })

  it('is within the text, whatever it is', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '好', '*', '`', '-', ' ', '\n', '>', '1', '.'),
    })
    fc.assert(
      fc.property(
        text,
        fc.nat(30),
        fc.nat(30),
        fc.constantFrom(...formats),
        (one, a, b, format) => {
          const [start, end] = [Math.min(a, b, one.length), Math.min(Math.max(a, b), one.length)]
          const { changed, selection } = apply(one, { start, end }, format)
          expect(selection.start).toBeGreaterThanOrEqual(0)
          expect(selection.end).toBeGreaterThanOrEqual(selection.start)
          expect(selection.end).toBeLessThanOrEqual(changed.length)
        },
      ),
    )
  })

  it('of letters has its format taken away by the same wish', () => {
    const words = fc.array(fc.stringMatching(/^[a-z好]{1,5}$/), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(words, fc.constantFrom(...formats), (some, format) => {
        const text = some.join(' ')
        const { changed, selection } = apply(text, { start: 0, end: text.length }, format)
        expect(apply(changed, selection, format).changed).toBe(text)
      }),
    )
  })
})
