import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completionWordAt } from './completionWord'

/** `|` is the caret. */
function wordIn(marked: string) {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  const word = completionWordAt(text, caret)
  return word === null ? null : [word.kind, word.query, text.slice(word.start, word.end)].join(' ')
}

describe('K2 a word that can be completed', () => {
  it.each([
    ['@|', 'user  @'],
    ['hi @an|', 'user an @an'],
    ['hi @a|nn there', 'user a @ann'],
    ['你好@小|', 'user 小 @小'],
    ['(@bob.m|', 'user bob.m @bob.m'],
    ['see #gen|', 'channel gen #gen'],
    ['看#一般|', 'channel 一般 #一般'],
    [':sm|', 'emoji sm :sm'],
    ['well :+1|', 'emoji +1 :+1'],
    ['好 :笑|', 'emoji 笑 :笑'],
    ['/|', 'command  /'],
    ['/top|', 'command top /top'],
    ['```\ncode\n```\n@an|', 'user an @an'],
    ['`code` @an|', 'user an @an'],
  ])('is found in %s', (marked, expected) => {
    expect(wordIn(marked)).toBe(expected)
  })

  it.each([
    'ann@example|',
    'https://a.org/@ann|',
    'page#top|',
    '@ann |',
    '# |',
    ':|',
    ':s|',
    ':D|',
    ':)|',
    ':-/|',
    'at 10:30|',
    'a ::name|',
    ':smile:|',
    'a /top|',
    '\n/top|',
    '/top ic|',
    '`@an|',
    '```\n@an|',
    '```js :sm|',
  ])('is not found in %s', (marked) => {
    expect(wordIn(marked)).toBeNull()
  })

  it('lies around the caret, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('@', '#', ':', '/', '`', 'a', '好', ' ', '\n') }),
        fc.nat(40),
        (text, at) => {
          const caret = Math.min(at, text.length)
          const word = completionWordAt(text, caret)
          if (word === null) return
          expect(word.start).toBeLessThan(caret)
          expect(word.end).toBeGreaterThanOrEqual(caret)
          expect(text.slice(word.start + 1, caret)).toBe(word.query)
        },
      ),
    )
  })
})
