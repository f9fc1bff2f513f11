import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, readConfig } from './config'

const good = { transport: 'rocketchat', rocketchat: { url: 'https://chat.example.org/' } }

function read(value: unknown): Promise<unknown> {
  return readConfig(JSON.stringify(value), 'config.json')
}

describe('config', () => {
  it('reads the smallest file, with defaults', async () => {
    await expect(read({ rocketchat: good.rocketchat })).resolves.toEqual({
      title: 'Parley',
      backend: {
        kind: 'rocketchat',
        url: 'https://chat.example.org',
        webSocketUrl: null,
        exchangeUrl: null,
      },
      demoUsers: [],
    })
  })

  it('one key switches between two ways that are both described', async () => {
    const both = { ...good, signalr: { hubUrl: 'https://host.example.org/hub' } }
    await expect(read({ ...both, transport: 'rocketchat' })).resolves.toMatchObject({
      backend: { kind: 'rocketchat' },
    })
    await expect(read({ ...both, transport: 'signalr' })).resolves.toMatchObject({
      backend: {
        kind: 'signalr',
        host: {
          apiUrl: 'https://host.example.org',
          hub: {
            url: 'https://host.example.org/hub',
            token: { kind: 'bearer' },
            transports: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
          },
        },
      },
    })
  })

  it('reads all that an ABP host may want', async () => {
    const signalr = {
      hubUrl: 'https://host.example.org/signalr',
      apiUrl: 'https://api.example.org/',
      signInUrl: 'https://host.example.org/api/TokenAuth/Authenticate',
      tokenQuery: 'enc_auth_token',
      transports: ['LongPolling'],
      onStart: ['register'],
      listensOnly: true,
      headers: { 'Abp-TenantId': '3' },
      xsrf: { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' },
    }
    await expect(read({ transport: 'signalr', signalr })).resolves.toMatchObject({
      backend: {
        kind: 'signalr',
        host: {
          apiUrl: 'https://api.example.org',
          signInUrl: signalr.signInUrl,
          renewUrl: null,
          headers: signalr.headers,
          xsrf: signalr.xsrf,
          hub: {
            token: { kind: 'query', name: 'enc_auth_token' },
            transports: ['LongPolling'],
            onStart: ['register'],
            isListenOnly: true,
          },
        },
      },
    })
  })

  const hub = { hubUrl: 'https://host.example.org/hub' }

  it.each<[string, unknown, string]>([
    ['an unknown transport', { ...good, transport: 'pigeon' }, '"transport" must be one of'],
    ['a transport that is not text', { ...good, transport: 7 }, '"transport" must be one of'],
    [
      'a hub that is not described',
      { ...good, transport: 'signalr' },
      '"signalr" must be an object',
    ],
    ['a hub without address', { transport: 'signalr', signalr: {} }, '"signalr.hubUrl"'],
    ...(
      [
        ['hubUrl', 'ws://host', '"signalr.hubUrl" must be an address'],
        ['apiUrl', 'https://host/api?tenant=3', '"signalr.apiUrl" must not have a query'],
        ['hubURL', 'x', '"signalr.hubURL" is not a known key'],
        ['transports', ['Pigeon'], '"signalr.transports" must be a list'],
        ['transports', [], '"signalr.transports" must be a list'],
        ['onStart', 'register', '"signalr.onStart" must be a list'],
        ['headers', { 'a b': 'c' }, '"signalr.headers"'],
        ['headers', { a: 'c\r\nd: e' }, '"signalr.headers"'],
        ['headers', { a: 3 }, '"signalr.headers"'],
        ['xsrf', { cookie: 'a' }, '"signalr.xsrf"'],
        ['listensOnly', 'yes', '"signalr.listensOnly" must be true or false'],
      ] as const
    ).map(([key, value, message]): [string, unknown, string] => [
      `signalr.${key} ${JSON.stringify(value)}`,
      { transport: 'signalr', signalr: { ...hub, [key]: value } },
      message,
    ]),
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
  ])('names the mistake: %s', async (_name, value, message) => {
    await expect(read(value)).rejects.toThrow(ConfigError)
    await expect(read(value)).rejects.toThrow(message)
  })

  it('says when the file is not JSON, such as the page of a server that knows no such file', async () => {
    await expect(readConfig('<!doctype html>', 'config.json')).rejects.toThrow(
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
