/** Runtime configuration: one JSON file beside the app, checked once at the start. */

import { checkedUrl, ConfigError, isFields, optionalText, type Fields } from './configFields'
import type { BackendConfig } from './transports/createBackend'

export { ConfigError }

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
  /** Who may show the app in a frame; read there alone (`readEmbeddedApp`). */
  readonly embed: unknown
}

const knownKeys = new Set([
  '$schema',
  'title',
  'transport',
  'rocketchat',
  'signalr',
  'demoUsers',
  'embed',
])

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
export async function readConfig(text: string, name: string): Promise<Config> {
  const root = parse(text, name)
  const unknown = Object.keys(root).find((key) => !knownKeys.has(key))
  if (unknown !== undefined) throw new ConfigError(`${name}: "${unknown}" is not a known key.`)
  return {
    title: optionalText(root, 'title', name) ?? 'Parley',
    backend: await readBackend(root, name),
    demoUsers: readDemoUsers(root.demoUsers, name),
    embed: root.embed,
  }
}

/** Only the section that is chosen is read. */
async function readBackend(root: Fields, name: string): Promise<BackendConfig> {
  const transport = root.transport ?? 'rocketchat'
  if (transport === 'rocketchat') {
    return { kind: 'rocketchat', ...readRocketChat(root.rocketchat, name) }
  }
  if (transport === 'signalr') {
    const { readHost } = await import('./hostConfig')
    return { kind: 'signalr', host: readHost(root.signalr, name) }
  }
  throw new ConfigError(`${name}: "transport" must be one of "rocketchat", "signalr".`)
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
  const optionalUrl = (key: string, protocols: readonly string[]): string | null => {
    const url = optionalText(value, key, name, 'rocketchat.')
    return url === null ? null : checkedUrl(url, protocols, `${name}: "rocketchat.${key}"`)
  }
  return {
    url: checkedUrl(value.url, ['http:', 'https:'], `${name}: "rocketchat.url"`),
    webSocketUrl: optionalUrl('webSocketUrl', ['ws:', 'wss:']),
    exchangeUrl: optionalUrl('exchangeUrl', ['http:', 'https:']),
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
