import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelId, messageId } from '../domain'
import { formatAddress, parseAddress, type Route } from './address'

const text = fc.string({ unit: 'grapheme', minLength: 1 })
const query = fc.dictionary(text, fc.string({ unit: 'grapheme' }))
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ name: fc.constant('signIn' as const), query }),
  fc.record({ name: fc.constant('home' as const), query }),
  fc.record(
    {
      name: fc.constant('channel' as const),
      channelId: text.map(channelId),
      messageId: text.map(messageId),
      query,
    },
    { requiredKeys: ['name', 'channelId', 'query'] },
  ),
)

const bits = [
  '/',
  '\\',
  ':',
  '%',
  '?',
  '#',
  '.',
  '@',
  'http:',
  '//evil.example',
  'channel',
  'sign-in',
]
const address = fc.array(fc.constantFrom(...bits)).map((some) => some.join(''))

describe('addresses', () => {
  it.each<[string, Route]>([
    ['/', { name: 'home', query: {} }],
    ['/?user=ann', { name: 'home', query: { user: 'ann' } }],
    ['/sign-in', { name: 'signIn', query: {} }],
    [
      '/sign-in?redirect=%2Fchannel%2Fx%3Fprofile%3Da&profile=a',
      { name: 'signIn', query: { redirect: '/channel/x?profile=a', profile: 'a' } },
    ],
    ['/channel/x', { name: 'channel', channelId: channelId('x'), query: {} }],
    [
      '/channel/x/m1?profile=a',
      {
        name: 'channel',
        channelId: channelId('x'),
        messageId: messageId('m1'),
        query: { profile: 'a' },
      },
    ],
    ['/channel/a%2Fb%20%C3%A4', { name: 'channel', channelId: channelId('a/b ä'), query: {} }],
  ])('%s is read and written alike', (address, parsed) => {
    expect(parseAddress(address)).toEqual(parsed)
    expect(formatAddress(parsed)).toBe(address)
  })

  it('every route comes back from its address', () => {
    fc.assert(
      fc.property(route, (one) => {
        expect(parseAddress(formatAddress(one))).toEqual(one)
      }),
    )
  })

  it.each([
    '',
    '//',
    '/nowhere',
    '/sign-in/more',
    '/channel',
    '/channel/',
    '/channel//m1',
    '/channel/x/m1/more',
    '/channel/%E0%A4%A',
    '/channel/x/%',
    '//evil.example/channel/x',
    '//channel/x',
    'https://evil.example/channel/x',
    String.raw`/\evil.example`,
    'javascript:alert(1)',
  ])('%j is home', (address) => {
    expect(parseAddress(address)).toEqual({ name: 'home', query: {} })
  })

  it('no text leads out of the app or throws', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string({ unit: 'binary' })), (one) => {
        const { origin } = new URL(formatAddress(parseAddress(one)), 'https://own.example')
        expect(origin).toBe('https://own.example')
      }),
    )
  })

  it('keeps the query of an unknown address, even when its encoding is malformed', () => {
    expect(parseAddress('/nowhere?profile=a&user=%').query).toEqual({ profile: 'a', user: '%' })
  })

  it('does without what stands after a #, and takes a last slash', () => {
    const channel = { name: 'channel', channelId: channelId('x'), query: {} }
    expect(parseAddress('/channel/x#somewhere?user=ann')).toEqual(channel)
    expect(parseAddress('/channel/x/')).toEqual(channel)
  })

  it('replaces halves of characters, which no address can hold', () => {
    const broken: Route = { name: 'channel', channelId: channelId('x\uD800'), query: {} }
    expect(formatAddress(broken)).toBe('/channel/x%EF%BF%BD')
  })
})
