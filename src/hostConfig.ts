import { checkedUrl, ConfigError, isFields, optionalText, type Fields } from './configFields'
import type { HostAddress, HubTransport } from './transports/createBackend'

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

/** Reads the section `signalr`. Throws a ConfigError that names the wrong key. */
export function readHost(value: unknown, name: string): HostAddress {
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
  const apiUrl = url('apiUrl') ?? new URL(hubUrl).origin
  if (/[?#]/.test(apiUrl)) {
    throw new ConfigError(`${name}: "signalr.apiUrl" must not have a query: paths are added to it.`)
  }
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
    apiUrl,
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
