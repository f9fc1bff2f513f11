import { describe, expect, it } from 'vitest'
import { collectReferences } from './collect'
import { parseMd } from './parse'

const names = {
  isUser: (name: string) => ['ann', 'bob'].includes(name),
  isChannel: (name: string) => name === 'general',
}
const parse = (text: string) => parseMd(text, names)
const plain = (value: string) => ({ type: 'PLAIN_TEXT', value })
const inline = (text: string) => {
  const [block] = parse(text)
  return block?.type === 'PARAGRAPH' ? block.value : block
}

describe('RC §4.6 inlines', () => {
  it.each([
    ['just text', [plain('just text')]],
    ['*b*', [{ type: 'BOLD', value: [plain('b')] }]],
    ['**b**', [{ type: 'BOLD', value: [plain('b')] }]],
    ['_i_', [{ type: 'ITALIC', value: [plain('i')] }]],
    ['~s~', [{ type: 'STRIKE', value: [plain('s')] }]],
    ['*b _i_*', [{ type: 'BOLD', value: [plain('b '), { type: 'ITALIC', value: [plain('i')] }] }]],
    ['这是*重点*内容', [plain('这是'), { type: 'BOLD', value: [plain('重点')] }, plain('内容')]],
    ['snake_case_name 2*3*4', [plain('snake_case_name 2*3*4')]],
    ['* not bold *', undefined],
    ['*open', [plain('*open')]],
    ['`*code*`', [{ type: 'INLINE_CODE', value: plain('*code*') }]],
    ['``', [plain('``')]],
    ['@ann!', [{ type: 'MENTION_USER', value: plain('ann') }, plain('!')]],
    ['@all', [{ type: 'MENTION_USER', value: plain('all') }]],
    ['@nobody', [plain('@nobody')]],
    ['ann@bob.example', [plain('ann@bob.example')]],
    ['#general', [{ type: 'MENTION_CHANNEL', value: plain('general') }]],
    ['#42', [plain('#42')]],
    [
      'see :wave: you',
      [plain('see '), { type: 'EMOJI', value: plain('wave'), shortCode: 'wave' }, plain(' you')],
    ],
    ['at 10:30:45', [plain('at 10:30:45')]],
    ['ok :)', [plain('ok '), { type: 'EMOJI', value: plain(':)'), shortCode: 'slight_smile' }]],
    ['hi 👍🏽', [plain('hi '), { type: 'EMOJI', unicode: '👍🏽' }]],
    ['<b>html</b>', [plain('<b>html</b>')]],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(JSON.stringify(parse(text))).not.toContain('BOLD')
    else expect(inline(text)).toEqual(expected)
  })

  it.each([
    ['https://a.example/x?y=1.', 'https://a.example/x?y=1', '.'],
    ['https://a.example/路径，好', 'https://a.example/路径', '，好'],
  ])('a bare address: %s', (text, url, rest) => {
    const link = { type: 'LINK', value: { src: plain(url), label: [plain(url)] } }
    expect(inline(text)).toEqual([link, plain(rest)])
  })

  it('a labelled link, with markup in the label', () => {
    expect(inline('[a *b*](https://x.example)')).toEqual([
      {
        type: 'LINK',
        value: {
          src: plain('https://x.example'),
          label: [plain('a '), { type: 'BOLD', value: [plain('b')] }],
        },
      },
    ])
  })

  it('no link to a script', () => {
    expect(JSON.stringify(parse('[x](javascript:alert(1))'))).not.toContain('LINK')
  })
})

describe('RC §4.6 blocks', () => {
  it.each([
    ['one paragraph a line', 'a\nb', ['PARAGRAPH', 'PARAGRAPH']],
    ['an empty line', 'a\n\nb', ['PARAGRAPH', 'LINE_BREAK', 'PARAGRAPH']],
    ['a quote', '> a\n> b\nc', ['QUOTE', 'PARAGRAPH']],
    ['lists', '- a\n- b\n1. c\n2. d', ['UNORDERED_LIST', 'ORDERED_LIST']],
    ['tasks', '- [x] a\n- [ ] b', ['TASKS']],
    ['a heading', '## a', ['HEADING']],
    ['a fence', '```ts\n*a*\n```\nb', ['CODE', 'PARAGRAPH']],
    ['a fence in one line', '```a```', ['CODE']],
    ['a fence never closed', '```\na', ['PARAGRAPH', 'PARAGRAPH']],
    ['emoji alone are big', '😀 :tada:', ['BIG_EMOJI']],
    ['four are not', '😀😀😀😀', ['PARAGRAPH']],
  ])('%s', (_name, text, types) => {
    expect(parse(text).map(({ type }) => type)).toEqual(types)
  })

  it('keeps language and lines of a fence', () => {
    expect(parse('```ts\na\n  b\n```')).toEqual([
      {
        type: 'CODE',
        language: 'ts',
        value: [
          { type: 'CODE_LINE', value: plain('a') },
          { type: 'CODE_LINE', value: plain('  b') },
        ],
      },
    ])
  })
})

describe('references', () => {
  it('finds them at any depth, none in code', () => {
    const root = parse('> *@ann* #general\n- https://a.example\n`@bob`')
    const { users, channels, urls } = collectReferences(root)
    expect([[...users], [...channels], [...urls]]).toEqual([
      ['ann'],
      ['general'],
      ['https://a.example'],
    ])
  })
})

describe('hostile text of 100 kB takes linear time', () => {
  const patterns = [
    '*',
    '_',
    '~',
    '`',
    '[',
    '[a](',
    '*a _b ',
    '**',
    '```\n',
    '> ',
    '- [',
    ' @',
    ':a',
    '😀\u200d',
  ]
  it.each(patterns)('%j', (pattern) => {
    const text = pattern.repeat(100_000 / pattern.length)
    const from = performance.now()
    parse(text)
    expect(performance.now() - from).toBeLessThan(1000)
  })
})
