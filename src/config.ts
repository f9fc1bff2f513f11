/** Runtime configuration: one JSON file beside the app, checked once at the start. */

export interface DemoUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

export interface RocketChatConfig {
  /** Root of the server, e.g. `https://chat.example.org`. */
  readonly url: string
  /** Only where the websocket is not at `<url>/websocket`. */
  readonly webSocketUrl: string | null
}

export interface Config {
  readonly title: string
  readonly transport: 'rocketchat'
  readonly rocketchat: RocketChatConfig
  /** Shown on the sign-in page as one-click users. For demos only: anybody can read the file. */
  readonly demoUsers: readonly DemoUser[]
}

/** What is wrong with the configuration, in a sentence that names the key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Fields = Readonly<Record<string, unknown>>

const knownKeys = new Set(['$schema', 'title', 'transport', 'rocketchat', 'demoUsers'])
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
  const transport = root.transport ?? 'rocketchat'
  if (typeof transport !== 'string' || !transports.includes(transport)) {
    throw new ConfigError(
      `${name}: "transport" must be one of ${transports.map((one) => `"${one}"`).join(', ')}.`,
    )
  }
  if (transport !== 'rocketchat') {
    throw new ConfigError(`${name}: "transport" is "${transport}", which this build does not have.`)
  }
  return {
    title: optionalText(root, 'title', name) ?? 'Parley',
    transport: 'rocketchat',
    rocketchat: readRocketChat(root.rocketchat, name),
    demoUsers: readDemoUsers(root.demoUsers, name),
  }
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

function readRocketChat(value: unknown, name: string): RocketChatConfig {
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
