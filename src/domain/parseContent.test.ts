import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeLinkUrl, type BlockNode, type InlineNode } from './content'
import { parseContent, parseInline } from './parseContent'

const text = (value: string): InlineNode => ({ type: 'text', text: value })

describe('parseContent', () => {
  it.each<[string, readonly InlineNode[]]>([
    [
      '*bold* _it_ ~no~',
      [
        { type: 'bold', children: [text('bold')] },
        text(' '),
        { type: 'italic', children: [text('it')] },
        text(' '),
        { type: 'strike', children: [text('no')] },
      ],
    ],
    [
      '**bold _both_**',
      [{ type: 'bold', children: [text('bold '), { type: 'italic', children: [text('both')] }] }],
    ],
    ['`a *b*`', [{ type: 'code', text: 'a *b*' }]],
    [
      'snake_case_name 2*3*4',
      [text('snake_case_name 2'), { type: 'bold', children: [text('3')] }, text('4')],
    ],
    ['* not bold *', [text('* not bold *')]],
    [
      '[docs](example.org/a)',
      [{ type: 'link', url: 'https://example.org/a', children: [text('docs')] }],
    ],
    [
      '(https://x.org/a_b_).',
      [
        text('('),
        { type: 'link', url: 'https://x.org/a_b', children: [text('https://x.org/a_b')] },
        text('_).'),
      ],
    ],
    [
      '看 https://x.org/路。',
      [
        text('看 '),
        { type: 'link', url: 'https://x.org/路', children: [text('https://x.org/路')] },
        text('。'),
      ],
    ],
    [
      '@ann, a@b.org #产品',
      [
        { type: 'userMention', name: 'ann' },
        text(', a@b.org '),
        { type: 'channelMention', name: '产品' },
      ],
    ],
    [':smile: 10:30:45', [{ type: 'emoji', shortCode: 'smile', text: null }, text(' 10:30:45')]],
    ['ok 👍🏽', [text('ok '), { type: 'emoji', shortCode: '', text: '👍🏽' }]],
    ['<b>x</b><script>alert(1)</script>', [text('<b>x</b><script>alert(1)</script>')]],
  ])('S6 reads %j', (line, nodes) => {
    expect(parseInline(line)).toEqual(nodes)
  })

  it('S6 reads blocks', () => {
    const types = (value: string): readonly BlockNode['type'][] =>
      parseContent(value).map((block) => block.type)
    expect(types('a\nb\n\nc')).toEqual(['paragraph', 'paragraph'])
    expect(types('> q\n> r\n- a\n- [x] b\n3. c\n# h\n```ts\nx\n```\n👍 🎉')).toEqual([
      'quote',
      'list',
      'list',
      'heading',
      'codeBlock',
      'bigEmoji',
    ])
    expect(parseContent('```ts\nlet a\n\nlet b\n```')).toEqual([
      { type: 'codeBlock', language: 'ts', text: 'let a\n\nlet b' },
    ])
    expect(types('```\nnever closed')).toEqual(['paragraph'])
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' data:text/html,x',
    'vbscript:x',
    'blob:x',
    '/channel/general',
    '\\\\evil.example',
    'file:///etc/passwd',
    '\u0001javascript:x',
    'javascript&colon;alert(1)//:',
    '',
  ])('S6 %j never becomes a link', (target) => {
    const url = safeLinkUrl(target)
    expect(url === null || url.startsWith('https://')).toBe(true)
    const linked = JSON.stringify(parseInline(`[x](${target})`))
    expect(linked).not.toMatch(/"url":"(?!https?:)/)
  })

  it('keeps every character that is not markup, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'*_~`[]()>-#@: \na1.!hé中'.split('')),
          maxLength: 120,
        }),
        (value) => {
          const shown = JSON.stringify(parseContent(value))
          for (const char of ['a', 'é', '中']) {
            const count = (where: string): number => where.split(char).length
            expect(count(strip(shown))).toBeGreaterThanOrEqual(Math.min(count(value), 2))
          }
        },
      ),
    )
  })

  it('takes time in proportion to the length of hostile texts', () => {
    const units = [
      '*',
      '[',
      '_',
      '`',
      '*a',
      '[a](',
      '_a ',
      '](',
      ':a',
      '@',
      'https://',
      '[a](b ',
      '> ',
      '```\n',
      '**',
      '[[](',
      '~ ~',
    ]
    for (const unit of units) {
      const startedAt = performance.now()
      parseContent(unit.repeat(Math.floor(100_000 / unit.length)))
      expect(performance.now() - startedAt, JSON.stringify(unit)).toBeLessThan(1_000)
    }
  })

  it('reads 10,000 lines', () => {
    expect(parseContent('line\n\n'.repeat(10_000))).toHaveLength(10_000)
  })
})

function strip(json: string): string {
  return json
    .replaceAll(/"(type|text|children|url|language|start|items|isDone|shortCode|name|level)":/g, '')
    .replaceAll(
      /"(paragraph|bold|italic|strike|spoiler|code|link|userMention|channelMention|emoji|lineBreak|heading|quote|codeBlock|list|bigEmoji|rule|text)"/g,
      '',
    )
}
