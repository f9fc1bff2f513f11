import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machineClock } from '../clock'
import { readConfig } from '../config/config'
import {
  audience,
  hostSecret,
  hostToken,
  issuer,
  settingsFor,
  type Overrides,
} from '../testing/host'
import { createHostIdentity, type HostIdentity } from './hostIdentity'

function identity(overrides: Overrides = {}): HostIdentity {
  const config = readConfig(settingsFor('http://upstream.example', overrides))
  return createHostIdentity(config.identity, machineClock)
}

function pem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const inAnHour = Math.floor(Date.now() / 1000) + 3600
const goodClaims = { iss: issuer, aud: audience, exp: inAnHour, preferred_username: 'ann' }
const unsigned = (alg: string) => `${encode({ alg, typ: 'JWT' })}.${encode(goodClaims)}`
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const sign = (key: KeyObject | Uint8Array, alg: string, kid?: string) =>
  new SignJWT(goodClaims)
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(key)

describe('a shared secret', () => {
  it('tells who is calling', async () => {
    const claims = { name: ' Ann ', email: 'ann@corp.org' }
    const token = await hostToken('ann', { claims })
    expect(await identity().verify(`Bearer ${token}`)).toEqual({
      userName: 'ann',
      name: 'Ann',
      email: 'ann@corp.org',
      isActive: null,
      issuedAt: null,
      isAdmin: false,
    })
  })

  it('takes the claims that are configured, as .NET names and writes them', async () => {
    const claim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name'
    const token = await hostToken('x', { claims: { [claim]: 'bob', on: 'False' } })
    const host = identity({ 'identity.userNameClaim': claim, 'identity.activeClaim': 'on' })
    expect(await host.verify(`Bearer ${token}`)).toMatchObject({ userName: 'bob', isActive: false })
  })

  it('allows the clock of the host to differ, so much and no more', async () => {
    const host = identity({ 'identity.clockTolerance': 30 })
    const late = await hostToken('ann', { expiresIn: -20 })
    expect(await host.verify(`Bearer ${late}`)).toMatchObject({ userName: 'ann' })
    const tooLate = await hostToken('ann', { expiresIn: -31 })
    await expect(host.verify(`Bearer ${tooLate}`)).rejects.toMatchObject({ status: 401 })
  })

  it.each<[string, () => Promise<string> | string]>([
    ['no header', () => ''],
    ['another scheme', async () => `Basic ${await hostToken('ann')}`],
    ['two tokens', async () => `Bearer ${await hostToken('ann')} ${await hostToken('bob')}`],
    ['no token', () => 'Bearer '],
    ['an expired one', async () => `Bearer ${await hostToken('ann', { expiresIn: -3600 })}`],
    [
      'a forged one',
      async () =>
        `Bearer ${await hostToken('ann', { secret: 'another secret of more than 32 bytes' })}`,
    ],
    ['one for somebody else', async () => `Bearer ${await hostToken('ann', { audience: 'shop' })}`],
    [
      'one of somebody else',
      async () => `Bearer ${await hostToken('ann', { issuer: 'https://x' })}`,
    ],
    ['an algorithm not listed', async () => `Bearer ${await hostToken('ann', { alg: 'HS512' })}`],
    ['alg none', () => `Bearer ${unsigned('none')}.`],
    ['alg None', () => `Bearer ${unsigned('None')}.AA`],
    ['no signature', () => `Bearer ${unsigned('HS256')}.`],
    [
      'a changed payload',
      async () => {
        const [head, , signature] = (await hostToken('ann')).split('.')
        return `Bearer ${head!}.${encode({ ...goodClaims, preferred_username: 'bob' })}.${signature!}`
      },
    ],
    ['no user name', async () => `Bearer ${await hostToken('', {})}`],
    ['a user name that is a path', async () => `Bearer ${await hostToken('../admin')}`],
    [
      'a user name that is a list',
      async () => `Bearer ${await hostToken('x', { claims: { preferred_username: ['ann'] } })}`,
    ],
    [
      'no expiry',
      async () => {
        const { exp: _exp, ...claims } = goodClaims
        const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' })
        return `Bearer ${await jwt.sign(Buffer.from(hostSecret))}`
      },
    ],
    [
      'a user name under another claim',
      async () => {
        const { preferred_username: _name, ...claims } = goodClaims
        const jwt = new SignJWT({ ...claims, sub: 'ann' }).setProtectedHeader({ alg: 'HS256' })
        return `Bearer ${await jwt.sign(Buffer.from(hostSecret))}`
      },
    ],
  ])('refuses %s', async (_what, header) => {
    await expect(identity().verify(await header())).rejects.toMatchObject({
      status: 401,
      code: 'error-host-token',
    })
  })
})

describe('a public key', () => {
  const byKey = (key: KeyObject, algorithms: readonly string[]) =>
    identity({
      'identity.secret': undefined,
      'identity.key': pem(key),
      'identity.algorithms': algorithms,
    })

  it('takes RS256 and ES256', async () => {
    const byRsa = await byKey(rsa.publicKey, ['RS256']).verify(
      `Bearer ${await sign(rsa.privateKey, 'RS256')}`,
    )
    const byEc = await byKey(ec.publicKey, ['ES256']).verify(
      `Bearer ${await sign(ec.privateKey, 'ES256')}`,
    )
    expect([byRsa.userName, byEc.userName]).toEqual(['ann', 'ann'])
  })

  it.each<[string, () => Promise<string>]>([
    ['of another key', () => sign(otherRsa.privateKey, 'RS256')],
    [
      'signed with the public key as a secret',
      () => sign(Buffer.from(pem(rsa.publicKey)), 'HS256'),
    ],
    ['of another kind of key', () => sign(ec.privateKey, 'ES256')],
  ])('refuses a token %s', async (_what, token) => {
    const host = byKey(rsa.publicKey, ['RS256', 'ES256'])
    await expect(host.verify(`Bearer ${await token()}`)).rejects.toMatchObject({ status: 401 })
  })
})

describe('a key set', () => {
  let server: Server
  let status = 200
  let url: string

  beforeAll(async () => {
    const jwk = { ...(await exportJWK(rsa.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
    server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const byUrl = () => identity({ 'identity.secret': undefined, 'identity.jwksUrl': url })

  it('is asked for the key', async () => {
    status = 200
    const token = await sign(rsa.privateKey, 'RS256', 'one')
    expect(await byUrl().verify(`Bearer ${token}`)).toMatchObject({ userName: 'ann' })
  })

  it('that does not know the key refuses the token', async () => {
    status = 200
    const token = await sign(otherRsa.privateKey, 'RS256', 'two')
    await expect(byUrl().verify(`Bearer ${token}`)).rejects.toMatchObject({ status: 401 })
  })

  it('that was read a moment ago may not have the newest key yet: that is no reason to sign out', async () => {
    status = 200
    const host = byUrl()
    await host.verify(`Bearer ${await sign(rsa.privateKey, 'RS256', 'one')}`)
    const token = await sign(otherRsa.privateKey, 'RS256', 'two')
    await expect(host.verify(`Bearer ${token}`)).rejects.toMatchObject({
      status: 503,
      code: 'error-host-keys',
    })
  })

  it('that cannot be read is the relay’s trouble, not the token’s', async () => {
    status = 500
    const token = await sign(rsa.privateKey, 'RS256', 'one')
    await expect(byUrl().verify(`Bearer ${token}`)).rejects.toMatchObject({
      status: 503,
      code: 'error-host-keys',
    })
  })
})
