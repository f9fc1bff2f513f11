/** A host application for tests: it signs tokens, and calls the relay as its page would. */
import { Writable } from 'node:stream'
import { SignJWT } from 'jose'
import { readConfig, startRelay, type Relay, type RelayDeps } from '../index'

export const hostSecret = 'a shared secret of more than 32 bytes'
export const issuer = 'https://host.example.org'
export const audience = 'chat'
export const origin = 'https://app.example.org'

export interface TestRelay extends Relay {
  /** Everything that was logged. */
  logged(): string
}

/** Below the defaults: `{'limits.bodyBytes': 1024}`. Undefined takes a key away. */
export type Overrides = Readonly<Record<string, unknown>>

/** The file that an operator would write, for an upstream with the sandbox's administrator. */
export function settingsFor(address: string, overrides: Overrides = {}): object {
  const flat: Record<string, unknown> = {
    port: 0,
    'im.provider': 'RocketChat',
    'im.address': address,
    'im.adminUserName': 'admin',
    'im.adminPassword': 'admin',
    'im.defaultPassword': 'the default password',
    'im.createTokenSecret': 'the token secret',
    'identity.issuer': issuer,
    'identity.audience': audience,
    'identity.secret': hostSecret,
    origins: [origin],
    ...overrides,
  }
  const settings: Record<string, Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(flat)) {
    const [group = '', name] = key.split('.')
    if (name === undefined) Object.assign(settings, { [group]: value })
    else settings[group] = { ...settings[group], [name]: value }
  }
  return settings
}

export async function startTestRelay(
  address: string,
  overrides: Overrides = {},
  deps: RelayDeps = {},
): Promise<TestRelay> {
  let text = ''
  const logTo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const config = readConfig(settingsFor(address, overrides))
  const relay = await startRelay(config, { logTo, ...deps })
  return { ...relay, logged: () => text }
}

export interface TokenParts {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly issuer?: string
  readonly audience?: string
  readonly secret?: string
  readonly alg?: string
  /** Seconds from now. Default 300. */
  readonly expiresIn?: number
}

export function hostToken(userName: string, parts: TokenParts = {}): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000)
  return new SignJWT({ preferred_username: userName, ...parts.claims })
    .setProtectedHeader({ alg: parts.alg ?? 'HS256' })
    .setIssuer(parts.issuer ?? issuer)
    .setAudience(parts.audience ?? audience)
    .setExpirationTime(seconds + (parts.expiresIn ?? 300))
    .sign(Buffer.from(parts.secret ?? hostSecret))
}

export interface CallOptions {
  readonly body?: unknown
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of JSON; else null. */
  readonly body: unknown
}

/** A body makes it a POST. */
export async function call(
  url: string,
  path: string,
  { body, token, headers }: CallOptions = {},
): Promise<CallAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const parsed: unknown = isJson ? JSON.parse(text) : null
  return { status: response.status, headers: response.headers, text, body: parsed }
}

/** Calls as one user of the host. */
export async function pageOf(url: string, userName: string, parts: TokenParts = {}) {
  const token = await hostToken(userName, parts)
  return {
    token,
    get: (path: string, headers = {}) => call(url, path, { token, headers }),
    post: (path: string, body: unknown = {}, headers = {}) =>
      call(url, path, { token, body, headers }),
  }
}

/** Resolves when the agent is signed in. */
export async function untilReady(relay: Relay): Promise<void> {
  for (;;) {
    if ((await call(relay.url, '/readyz')).status === 200) return
  }
}
