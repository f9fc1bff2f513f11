/** Runtime configuration: one JSON file beside the app, checked once at the start. */

import type { BackendConfig, HostAddress, HubTransport } from './transports/createBackend'

export interface DemoUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

export interface Config {
  readonly title: string
  /** The one that `transport` chooses. */
  readonly backend: BackendConfig
  /** Shown on the sign-in page as one-click users. For demos only: anybody can read the file. */
  readonly demoUsers: readonly DemoUser[]
}

/** What is wrong with the configuration, in a sentence that names the key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Fields = Readonly<Record<string, unknown>>

const knownKeys = new Set(['$schema', 'title', 'transport', 'rocketchat', 'signalr', 'demoUsers'])
const transports = ['rocketchat', 'signalr']

/** Loads and checks the file. Throws a ConfigError. */
export async function loadConfig(url: string, fetchFile: typeof fetch): Promise<Config> {
  let answer: Response
  try {
    answer = await fetchFile(url, { cache: 'no-cache' })
  } catch (error) {
    throw new ConfigError(`${url} could not be loaded: the server did not answer.`, {
      cause: error,
    })
  }
  if (!answer.ok) throw new ConfigError(`${url} could not be loaded: HTTP ${answer.status}.`)
  return readConfig(await answer.text(), url)
}

/** Reads the text of the file. Throws a ConfigError that names the wrong key. */
export function readConfig(text: string, name: string): Config {
  const root = parse(text, name)
  const unknown = Object.keys(root).find((key) => !knownKeys.has(key))
  if (unknown !== undefined) throw new ConfigError(`${name}: "${unknown}" is not a known key.`)
  return {
    title: optionalText(root, 'title', name) ?? 'Parley',
    backend: readBackend(root, name),
    demoUsers: readDemoUsers(root.demoUsers, name),
  }
}

/** Both sections may be there; the one that is not chosen is checked too, so that switching is one key. */
function readBackend(root: Fields, name: string): BackendConfig {
  const transport = root.transport ?? 'rocketchat'
  if (typeof transport !== 'string' || !transports.includes(transport)) {
    throw new ConfigError(
      `${name}: "transport" must be one of ${transports.map((one) => `"${one}"`).join(', ')}.`,
    )
  }
  const isRelayed = transport === 'signalr'
  const direct =
    isRelayed && root.rocketchat === undefined ? null : readRocketChat(root.rocketchat, name)
  const host = !isRelayed && root.signalr === undefined ? null : readHost(root.signalr, name)
  if (isRelayed && host !== null) return { kind: 'signalr', host }
  if (direct !== null) return { kind: 'rocketchat', ...direct }
  throw new ConfigError(`${name}: "${transport}" is missing.`)
}

function parse(text: string, name: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch (error) {
    throw new ConfigError(`${name} is not valid JSON.`, { cause: error })
  }
  throw new ConfigError(`${name} must hold a JSON object.`)
}

function readRocketChat(
  value: unknown,
  name: string,
): Omit<Extract<BackendConfig, { kind: 'rocketchat' }>, 'kind'> {
  if (!isFields(value))
    throw new ConfigError(`${name}: "rocketchat" must be an object with a "url".`)
  const webSocketUrl = optionalText(value, 'webSocketUrl', name, 'rocketchat.')
  return {
    url: checkedUrl(value.url, ['http:', 'https:'], `${name}: "rocketchat.url"`),
    webSocketUrl:
      webSocketUrl === null
        ? null
        : checkedUrl(webSocketUrl, ['ws:', 'wss:'], `${name}: "rocketchat.webSocketUrl"`),
  }
}

const hostKeys = new Set([
  'hubUrl',
  'apiUrl',
  'signInUrl',
  'renewUrl',
  'signOutUrl',
  'tokenQuery',
  'transports',
  'skipNegotiation',
  'onStart',
  'listensOnly',
  'headers',
  'xsrf',
])
const hubTransports: readonly HubTransport[] = ['WebSockets', 'ServerSentEvents', 'LongPolling']

function readHost(value: unknown, name: string): HostAddress {
  if (!isFields(value)) {
    throw new ConfigError(`${name}: "signalr" must be an object with a "hubUrl".`)
  }
  const unknown = Object.keys(value).find((key) => !hostKeys.has(key))
  if (unknown !== undefined) {
    throw new ConfigError(`${name}: "signalr.${unknown}" is not a known key.`)
  }
  const url = (key: string): string | null =>
    value[key] === undefined
      ? null
      : checkedUrl(value[key], ['http:', 'https:'], `${name}: "signalr.${key}"`)
  const hubUrl = checkedUrl(value.hubUrl, ['http:', 'https:'], `${name}: "signalr.hubUrl"`)
  const tokenQuery = optionalText(value, 'tokenQuery', name, 'signalr.')
  return {
    hub: {
      url: hubUrl,
      token: tokenQuery === null ? { kind: 'bearer' } : { kind: 'query', name: tokenQuery },
      transports: readHubTransports(value.transports, name),
      skipNegotiation: optionalFlag(value, 'skipNegotiation', name),
      onStart: readTexts(value.onStart, `${name}: "signalr.onStart"`),
      isListenOnly: optionalFlag(value, 'listensOnly', name),
    },
    apiUrl: url('apiUrl') ?? new URL(hubUrl).origin,
    signInUrl: url('signInUrl'),
    renewUrl: url('renewUrl'),
    signOutUrl: url('signOutUrl'),
    headers: readHeaders(value.headers, name),
    xsrf: readXsrf(value.xsrf, name),
  }
}

function readHubTransports(value: unknown, name: string): readonly HubTransport[] {
  if (value === undefined) return hubTransports
  const wanted = Array.isArray(value) ? value : []
  const chosen = hubTransports.filter((one) => wanted.includes(one))
  if (chosen.length > 0 && chosen.length === wanted.length) return chosen
  throw new ConfigError(
    `${name}: "signalr.transports" must be a list of ${hubTransports.map((one) => `"${one}"`).join(', ')}.`,
  )
}

function readTexts(value: unknown, key: string): readonly string[] {
  if (value === undefined) return []
  const texts: readonly unknown[] = Array.isArray(value) ? value : [null]
  if (texts.every((one) => typeof one === 'string' && one !== '')) return texts as string[] // each was looked at
  throw new ConfigError(`${key} must be a list of texts.`)
}

const headerName = /^[\w-]{1,64}$/
const headerValue = /^[\x20-\x7e]{0,1024}$/

function readHeaders(value: unknown, name: string): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  const entries = isFields(value) ? Object.entries(value) : [['', null] as const]
  const isSound = entries.every(
    ([key, text]) => headerName.test(key) && typeof text === 'string' && headerValue.test(text),
  )
  if (isSound) return Object.fromEntries(entries) as Record<string, string> // each was looked at
  throw new ConfigError(`${name}: "signalr.headers" must be an object of header names and texts.`)
}

function readXsrf(value: unknown, name: string): HostAddress['xsrf'] {
  if (value === undefined) return null
  if (isFields(value)) {
    const cookie = optionalText(value, 'cookie', name, 'signalr.xsrf.')
    const header = optionalText(value, 'header', name, 'signalr.xsrf.')
    if (cookie !== null && header !== null && headerName.test(header)) return { cookie, header }
  }
  throw new ConfigError(`${name}: "signalr.xsrf" must be an object with a "cookie" and a "header".`)
}

function optionalFlag(fields: Fields, key: string, name: string): boolean {
  const value = fields[key]
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw new ConfigError(`${name}: "signalr.${key}" must be true or false.`)
}

function checkedUrl(value: unknown, protocols: readonly string[], key: string): string {
  const url = parseUrl(value)
  if (url === null || !protocols.includes(url.protocol)) {
    const forms = protocols.map((protocol) => `${protocol}//…`).join(' or ')
    throw new ConfigError(`${key} must be an address of the form ${forms}.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(`${key} must not hold a user name or password.`)
  }
  return url.href.replace(/\/+$/, '')
}

function parseUrl(value: unknown): URL | null {
  try {
    return typeof value === 'string' ? new URL(value) : null
  } catch {
    return null
  }
}

function readDemoUsers(value: unknown, name: string): readonly DemoUser[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new ConfigError(`${name}: "demoUsers" must be a list.`)
  return value.map((user: unknown, index) => {
    const key = `"demoUsers[${index}]"`
    if (!isFields(user)) throw new ConfigError(`${name}: ${key} must be an object.`)
    const username = optionalText(user, 'username', name, `demoUsers[${index}].`)
    const password = optionalText(user, 'password', name, `demoUsers[${index}].`)
    if (username === null || password === null) {
      throw new ConfigError(`${name}: ${key} needs a "username" and a "password".`)
    }
    return { username, password, name: optionalText(user, 'name', name) ?? username }
  })
}

function optionalText(fields: Fields, key: string, name: string, path = ''): string | null {
  const value = fields[key]
  if (value === undefined) return null
  if (typeof value === 'string' && value !== '') return value
  throw new ConfigError(`${name}: "${path}${key}" must be a text that is not empty.`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
