import { ConfigError, isFields } from '../configFields'

/** A host application whose pages may show the app in a frame. */
export interface EmbeddedApp {
  readonly id: string
  /** Exact: `https://shop.example.org`. */
  readonly origins: readonly string[]
}

const keys = new Set(['apps'])
const appKeys = new Set(['id', 'origins'])
const idForm = /^[\w-]{1,64}$/

/** Reads the section `embed`, and in it the app of this id. Throws a ConfigError that names what is wrong. */
export function readEmbeddedApp(value: unknown, id: string, name: string): EmbeddedApp {
  const apps = isFields(value) ? value.apps : undefined
  if (!isFields(value) || !Array.isArray(apps)) {
    throw new ConfigError(`${name}: "embed" must be an object with a list "apps".`)
  }
  refuseUnknown(value, keys, `${name}: "embed`)
  const known = apps.map((app: unknown, index) => readApp(app, `${name}: "embed.apps[${index}]`))
  const found = known.find((app) => app.id === id)
  if (found === undefined) throw new ConfigError(`${name}: "embed.apps" has no app "${id}".`)
  return found
}

function readApp(value: unknown, key: string): EmbeddedApp {
  if (!isFields(value)) throw new ConfigError(`${key}" must be an object.`)
  refuseUnknown(value, appKeys, key)
  const { id, origins } = value
  if (typeof id !== 'string' || !idForm.test(id)) {
    throw new ConfigError(`${key}.id" must be letters, digits, "-" and "_", at most 64.`)
  }
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new ConfigError(`${key}.origins" must be a list of origins.`)
  }
  return { id, origins: origins.map((one: unknown) => readOrigin(one, `${key}.origins"`)) }
}

function refuseUnknown(fields: object, known: ReadonlySet<string>, key: string): void {
  const unknown = Object.keys(fields).find((one) => !known.has(one))
  if (unknown !== undefined) throw new ConfigError(`${key}.${unknown}" is not a known key.`)
}

/** Without encryption only on this machine, for development (E7). */
function readOrigin(value: unknown, key: string): string {
  const origin = typeof value === 'string' ? originOf(value) : null
  if (origin !== null && origin === value) return origin
  throw new ConfigError(
    `${key} must hold exact origins such as "https://shop.example.org", without a path or a star; http only for localhost.`,
  )
}

function originOf(text: string): string | null {
  try {
    const { origin, protocol, hostname } = new URL(text)
    const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
    const isExact = !hostname.includes('*')
    return isExact && (protocol === 'https:' || isHere) ? origin : null
  } catch {
    return null
  }
}
