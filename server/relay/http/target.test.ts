import { describe, expect, it } from 'vitest'
import { hasTokenInQuery, passRules, targetOf } from './target'

describe('what exists', () => {
  it.each(passRules.map(({ method, pattern }) => [method, pattern]))('%s %s', (method, pattern) => {
    const url = pattern.replaceAll('*', 'a')
    expect(targetOf(method, `${url}?count=1`)).toMatchObject({
      kind: 'pass',
      path: `${url}?count=1`,
    })
    expect(targetOf('DELETE', url)).toBeNull()
    expect(targetOf(method === 'GET' ? 'POST' : 'GET', url)).toBeNull()
  })

  it('names of files and people may have any letters', () => {
    expect(targetOf('GET', '/file-upload/id1/%E7%8E%8B%20a.png')).toMatchObject({
      path: '/file-upload/id1/%E7%8E%8B%20a.png',
    })
    expect(targetOf('GET', '/avatar/a.b-c')).toMatchObject({ path: '/avatar/a.b-c' })
  })
})

describe('what does not exist', () => {
  it.each([
    '/api/v1/users.createToken',
    '/api/v1/login',
    '/api/v1/logout',
    '/api/v1/method.call/x',
    '/api/v1/me/',
    '/api/v1//me',
    '//api/v1/me',
    '/api/v1/ME',
    '/API/v1/me',
    '/api/v1/./me',
    '/api/v1/x/../me',
    '/api/v1/../v1/me',
    '/api/v1/me/../users.list',
    '/api%2fv1/me',
    '/api/v1%2fme',
    '/api/v1/%6de',
    '/api/v1/me%00',
    '/api/v1/me;x=1',
    '/api/v1/me#x',
    '/api\\v1\\me',
    'http://elsewhere.example.org/api/v1/me',
    '*',
    '',
    '/__proto__',
    '/avatar/',
    '/avatar/..',
    '/avatar/%2e%2e',
    '/avatar/%252e%252e',
    '/avatar/..%2f..%2fapi%2fv1%2fusers.list',
    '/avatar/a%5cb',
    '/avatar/a%0d%0ab',
    '/avatar/%',
    '/avatar/a/b',
    '/file-upload/a/..',
    '/file-upload/../avatar/a',
    '/file-upload/a/b/c',
    '/file-upload/a%2fb/c',
    '/file-upload/a/%25%32%65',
  ])('%j', (url) => {
    expect(targetOf('GET', url)).toBeNull()
  })
})

it.each(['access_token=x', 'a=1&Token=x', 'rc_token=x&rc_uid=y', 'enc_auth_token=', '%74oken=x'])(
  'finds the token in ?%s',
  (query) => {
    expect(hasTokenInQuery(`/api/v1/me?${query}`)).toBe(true)
  },
)

it('takes no other key for a token', () => {
  expect(hasTokenInQuery('/api/v1/me?msgId=token&count=5')).toBe(false)
  expect(hasTokenInQuery('/api/v1/me')).toBe(false)
})
