import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { settingsFor, type Overrides } from '../testing/host'
import type { Fields } from '../upstream/body'
import { ConfigError, readConfig } from './config'
import { variableOf } from './source'

const address = 'https://chat.example.org/'

function faultsOf(overrides: Overrides): string {
  try {
    readConfig(settingsFor(address, overrides))
    return ''
  } catch (error) {
    return error instanceof ConfigError ? error.message : 'another error'
  }
}

describe('the configuration', () => {
  it('has defaults', () => {
    expect(readConfig(settingsFor(address, { port: undefined }))).toMatchObject({
      port: 3200,
      host: '127.0.0.1',
      im: {
        address: 'https://chat.example.org',
        webSocketAddress: 'wss://chat.example.org/websocket',
      },
      identity: { algorithms: ['HS256'], userNameClaim: 'preferred_username', clockTolerance: 30 },
      cache: { redisUrl: null, tokenMs: 3_600_000 },
    })
  })

  it('takes the environment before the file', () => {
    const config = readConfig(settingsFor(address), {
      PARLEY_RELAY_IM_ADMIN_PASSWORD: 'from outside',
      PARLEY_RELAY_ORIGINS: 'https://a.example, https://b.example',
      PARLEY_RELAY_PORT: '4000',
    })
    expect(config.im.adminPassword.reveal()).toBe('from outside')
    expect(config.origins).toEqual(['https://a.example', 'https://b.example'])
    expect(config.port).toBe(4000)
  })

  it('can come from the environment alone', () => {
    const groups = Object.entries(settingsFor(address) as Record<string, Fields | string[]>)
    const flat = groups.flatMap(([group, value]): (readonly [string, unknown])[] =>
      typeof value !== 'object' || Array.isArray(value)
        ? [[group, value]]
        : Object.entries(value).map(([key, leaf]) => [`${group}.${key}`, leaf]),
    )
    const environment = Object.fromEntries(
      flat.map(([key, value]) => [variableOf(key), String(value)]),
    )
    expect(readConfig({}, environment).im.adminUserName).toBe('admin')
  })

  it.each<[string, Overrides, string]>([
    [
      'a missing key',
      { 'im.adminPassword': undefined },
      'im.adminPassword (PARLEY_RELAY_IM_ADMIN_PASSWORD) is missing',
    ],
    ['an unknown key', { 'im.adress': 'x' }, 'im.adress is not known'],
    ['an unknown provider', { 'im.provider': 'Slack' }, 'im.provider'],
    ['an address without a scheme', { 'im.address': 'chat.example.org' }, 'im.address'],
    ['a file as address', { 'im.address': 'file:///etc/passwd' }, 'im.address'],
    ['a short secret', { 'identity.secret': 'short' }, 'identity.secret'],
    ['two keys', { 'identity.jwksUrl': 'https://x.example' }, 'exactly one is needed'],
    ['no key', { 'identity.secret': undefined }, 'exactly one is needed'],
    ['no PEM', { 'identity.secret': undefined, 'identity.key': 'x' }, 'identity.key'],
    ['alg none', { 'identity.algorithms': ['none'] }, 'identity.algorithms'],
    [
      'algorithms of both kinds',
      { 'identity.algorithms': ['HS256', 'RS256'] },
      'identity.algorithms',
    ],
    ['no algorithm', { 'identity.algorithms': [] }, 'identity.algorithms'],
    ['any origin', { origins: ['*'] }, 'origins'],
    ['an origin with a path', { origins: ['https://a.example/'] }, 'origins'],
    ['a port out of range', { port: 70_000 }, 'port'],
    ['a limit that is no number', { 'limits.bodyBytes': 'many' }, 'limits.bodyBytes'],
    ['another store', { 'cache.redisUrl': 'http://x.example' }, 'cache.redisUrl'],
  ])('refuses %s, by its key', (_what, overrides, words) => {
    expect(faultsOf(overrides)).toContain(words)
  })

  it('names all faults at once and no value', () => {
    const faults = faultsOf({
      'identity.secret': 'hunter2',
      'im.defaultPassword': 42,
      'cache.redisUrl': 'http://:hunter3@x.example',
      port: 'hunter4',
    })
    expect(faults.split('\n')).toHaveLength(5)
    expect(faults).not.toMatch(/hunter|42/)
  })

  it('does not print its secrets', () => {
    const config = readConfig(
      settingsFor(address, { 'cache.redisUrl': 'redis://:the-redis-word@x.example' }),
    )
    const shown = `${JSON.stringify(config)} ${inspect(config, { depth: 9 })} ${config.im.adminPassword.toString()}`
    for (const secret of [
      'the default password',
      'the token secret',
      'a shared secret',
      'redis-word',
    ]) {
      expect(shown).not.toContain(secret)
    }
  })
})
