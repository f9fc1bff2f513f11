import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, readConfig } from './config'

const good = { transport: 'rocketchat', rocketchat: { url: 'https://chat.example.org/' } }

function read(value: unknown): unknown {
  return readConfig(JSON.stringify(value), 'config.json')
}

describe('config', () => {
  it('reads the smallest file, with defaults', () => {
    expect(read({ rocketchat: good.rocketchat })).toEqual({
      title: 'Parley',
      transport: 'rocketchat',
      rocketchat: { url: 'https://chat.example.org', webSocketUrl: null },
      demoUsers: [],
    })
  })

  it.each<[string, unknown, string]>([
    ['an unknown transport', { ...good, transport: 'pigeon' }, '"transport" must be one of'],
    ['a transport that is not text', { ...good, transport: 7 }, '"transport" must be one of'],
    [
      'a transport of a later build',
      { ...good, transport: 'signalr' },
      'which this build does not have',
    ],
    ['a misspelt key', { ...good, transprot: 'x' }, '"transprot" is not a known key'],
    ['no server', { transport: 'rocketchat' }, '"rocketchat" must be an object'],
    ['a server without address', { rocketchat: {} }, '"rocketchat.url" must be an address'],
    ['a script for an address', { rocketchat: { url: 'javascript:alert(1)' } }, '"rocketchat.url"'],
    [
      'a password in the address',
      { rocketchat: { url: 'https://a:b@c' } },
      'user name or password',
    ],
    [
      'a websocket over http',
      { rocketchat: { url: 'http://a', webSocketUrl: 'http://a' } },
      '"rocketchat.webSocketUrl"',
    ],
    ['an empty title', { ...good, title: '' }, '"title" must be a text'],
    ['demo users that are no list', { ...good, demoUsers: {} }, '"demoUsers" must be a list'],
    ['a demo user without password', { ...good, demoUsers: [{ username: 'a' }] }, '"demoUsers[0]"'],
    ['a list', [], 'must hold a JSON object'],
  ])('names the mistake: %s', (_name, value, message) => {
    expect(() => read(value)).toThrow(ConfigError)
    expect(() => read(value)).toThrow(message)
  })

  it('says when the file is not JSON, such as the page of a server that knows no such file', () => {
    expect(() => readConfig('<!doctype html>', 'config.json')).toThrow(
      'config.json is not valid JSON.',
    )
  })

  it('says when the file is missing or the server does not answer', async () => {
    const missing = (): Promise<Response> => Promise.resolve(new Response('', { status: 404 }))
    await expect(loadConfig('/config.json', missing)).rejects.toThrow('HTTP 404')
    const down = (): Promise<Response> => Promise.reject(new TypeError('failed'))
    await expect(loadConfig('/config.json', down)).rejects.toThrow('did not answer')
  })
})
