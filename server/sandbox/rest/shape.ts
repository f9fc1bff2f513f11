/**
 * Checks of a body or query as the strict router of Rocket.Chat makes them (rocketchat.md §5.1):
 * missing keys, wrong types and unknown keys are all refused with 400.
 */
export interface Field<T> {
  readonly isOptional: boolean
  /** The value, or what is wrong with it in the words of a JSON schema. */
  readonly read: (value: unknown) => { readonly ok: T } | { readonly fault: string }
}

export type Shape = Readonly<Record<string, Field<unknown>>>
export type Read<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never
}

/** 400; `where` decides the code: `invalid-params` for a body, `error-invalid-params` for a query. */
export class InvalidParams extends Error {
  override readonly name = 'InvalidParams'

  constructor(
    readonly where: 'body' | 'query',
    readonly faults: readonly string[],
  ) {
    super(faults.join('\n '))
  }
}

export const text: Field<string> = {
  isOptional: false,
  read: (value) => (typeof value === 'string' ? { ok: value } : { fault: 'must be string' }),
}

/** Text of at least one letter. */
export const filled: Field<string> = {
  isOptional: false,
  read(value) {
    if (value === '') return { fault: 'must NOT have fewer than 1 characters' }
    return text.read(value)
  },
}

/** One of these words. */
export function oneOf<const T extends string>(...words: readonly T[]): Field<T> {
  return {
    isOptional: false,
    read(value) {
      const word = words.find((one) => one === value)
      return word === undefined
        ? { fault: 'must be equal to one of the allowed values' }
        : { ok: word }
    },
  }
}

export const flag: Field<boolean> = {
  isOptional: false,
  read(value) {
    if (value === true || value === 'true') return { ok: true }
    if (value === false || value === 'false') return { ok: false }
    return { fault: 'must be boolean' }
  },
}

/** A whole number of at least 0, also as text (in a query). */
export const whole: Field<number> = {
  isOptional: false,
  read(value) {
    const isText = typeof value === 'string' && value.trim() !== ''
    const number = isText ? Number(value) : value
    const isWhole = typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    return isWhole ? { ok: number } : { fault: 'must be number' }
  },
}

/** A point in time as ISO text; read as epoch ms. */
export const isoDate: Field<number> = {
  isOptional: false,
  read(value) {
    const at = typeof value === 'string' ? Date.parse(value) : NaN
    return Number.isNaN(at) ? { fault: 'must match format "iso-date-time"' } : { ok: at }
  },
}

export const record: Field<Readonly<Record<string, unknown>>> = {
  isOptional: false,
  read: (value) => (isRecord(value) ? { ok: value } : { fault: 'must be object' }),
}

export const list: Field<readonly unknown[]> = {
  isOptional: false,
  read: (value) => (Array.isArray(value) ? { ok: value } : { fault: 'must be array' }),
}

/** Any value: the handler looks at it itself. */
export const anything: Field<unknown> = { isOptional: true, read: (value) => ({ ok: value }) }

export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    isOptional: true,
    read: (value) => (value === undefined ? { ok: undefined } : field.read(value)),
  }
}

/** @throws InvalidParams */
export function readShape<S extends Shape>(
  shape: S,
  input: Readonly<Record<string, unknown>>,
  where: 'body' | 'query',
): Read<S> {
  const faults = Object.keys(input)
    .filter((key) => !Object.hasOwn(shape, key))
    .map(() => 'must NOT have additional properties')
  const output: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape)) {
    const value = Object.hasOwn(input, key) ? input[key] : undefined
    if (value === undefined && !field.isOptional) {
      faults.push(`must have required property '${key}'`)
      continue
    }
    const result = field.read(value)
    if ('ok' in result) output[key] = result.ok
    else faults.push(result.fault)
  }
  if (faults.length > 0) throw new InvalidParams(where, faults)
  return output as Read<S> // every key of the shape was read by its own field
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
