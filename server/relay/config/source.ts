/**
 * Reads one setting after another out of the file's JSON and the environment, and collects what is
 * wrong instead of stopping at the first fault. The environment wins. No fault repeats a value: it may be a secret.
 */
export interface Source {
  text(key: string, fallback?: string): string
  optionalText(key: string): string | undefined
  /** A whole number between the bounds, both included. */
  whole(key: string, fallback: number, bounds: readonly [number, number]): number
  /** A list in the file; comma-separated in the environment. */
  texts(key: string, fallback?: readonly string[]): readonly string[]
  fault(key: string, what: string): void
  /** `key (VARIABLE) what`, for each fault; keys of the file that nobody asked for are faults too. */
  faults(): readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'PARLEY_RELAY_'

/** `im.adminPassword` → `PARLEY_RELAY_IM_ADMIN_PASSWORD`. */
export function variableOf(key: string): string {
  const words = key.replace(/([a-z])([A-Z])/g, '$1_$2').replaceAll('.', '_')
  return PREFIX + words.toUpperCase()
}

export function createSource(file: unknown, environment: Environment): Source {
  const values = flatten(file)
  const asked = new Set<string>()
  const faults: string[] = []
  const fault = (key: string, what: string): void => {
    faults.push(`${key} (${variableOf(key)}) ${what}`)
  }
  const find = (key: string): unknown => {
    asked.add(key)
    return environment[variableOf(key)] ?? values.get(key)
  }
  const optionalText = (key: string): string | undefined => {
    const value = find(key)
    if (value === undefined) return undefined
    if (typeof value === 'string' && value.trim() !== '') return value
    fault(key, 'must be a text that is not empty')
    return undefined
  }
  return {
    optionalText,
    fault,
    text(key, fallback) {
      const before = faults.length
      const value = optionalText(key) ?? fallback
      if (value === undefined && faults.length === before) fault(key, 'is missing')
      return value ?? ''
    },
    whole(key, fallback, [low, high]) {
      const value = find(key)
      if (value === undefined) return fallback
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (Number.isSafeInteger(number) && Number(number) >= low && Number(number) <= high) {
        return Number(number)
      }
      fault(key, `must be a whole number from ${low} to ${high}`)
      return fallback
    },
    texts(key, fallback = []) {
      const value = find(key)
      if (value === undefined) return fallback
      const list: unknown = typeof value === 'string' ? splitList(value) : value
      if (isTexts(list)) return list
      fault(key, 'must be a list of texts')
      return fallback
    },
    faults: () => [
      ...faults,
      ...[...values.keys()].filter((key) => !asked.has(key)).map((key) => `${key} is not known`),
    ],
  }
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function flatten(value: unknown, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return flat
  for (const [key, item] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const path = `${prefix}${key}`
    const isGroup = typeof item === 'object' && item !== null && !Array.isArray(item)
    if (!isGroup) flat.set(path, item)
    else for (const [inner, leaf] of flatten(item, `${path}.`)) flat.set(inner, leaf)
  }
  return flat
}
