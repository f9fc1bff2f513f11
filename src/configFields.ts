/** Reading the configuration field by field. */

/** What is wrong with the configuration, in a sentence that names the key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type Fields = Readonly<Record<string, unknown>>

export function checkedUrl(value: unknown, protocols: readonly string[], key: string): string {
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

export function optionalText(fields: Fields, key: string, name: string, path = ''): string | null {
  const value = fields[key]
  if (value === undefined) return null
  if (typeof value === 'string' && value !== '') return value
  throw new ConfigError(`${name}: "${path}${key}" must be a text that is not empty.`)
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
