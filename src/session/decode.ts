/**
 * Reads what another page, or another version of the app, has left or said: field by field, or not at all. A decoder throws
 * `Malformed`; `decoded` makes null of it. What a type gains, its decoder lacks: the compiler says so.
 */
export type Decode<T> = (value: unknown) => T

class Malformed extends Error {}

/** The value as `decode` reads it; null when it cannot. */
export function decoded<T>(decode: Decode<T>, value: unknown): T | null {
  try {
    return decode(value)
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

export function malformed(): never {
  throw new Malformed('malformed')
}

/** A text of at most so many characters. */
export function text<T extends string = string>(longest: number): Decode<T> {
  return (value) =>
    typeof value === 'string' && value.length <= longest ? (value as T) : malformed()
}

/** Finite. */
export const number: Decode<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : malformed()

export const flag: Decode<boolean> = (value) => (typeof value === 'boolean' ? value : malformed())

export function oneOf<T extends string | number>(...choices: readonly T[]): Decode<T> {
  return (value) => choices.find((choice) => choice === value) ?? malformed()
}

export function nullable<T>(decode: Decode<T>): Decode<T | null> {
  return (value) => (value === null ? null : decode(value))
}

export function optional<T>(decode: Decode<T>): Decode<T | undefined> {
  return (value) => (value === undefined ? undefined : decode(value))
}

/** A list of at most so many. */
export function listOf<T>(decode: Decode<T>, longest: number): Decode<readonly T[]> {
  return (value) =>
    Array.isArray(value) && value.length <= longest ? value.map(decode) : malformed()
}

export type Fields = Readonly<Record<string, unknown>>

export const fieldsOf: Decode<Fields> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : malformed()

/** Exactly these fields: others are dropped. */
export function record<T>(decoders: { readonly [K in keyof T]-?: Decode<T[K]> }): Decode<T> {
  const entries = Object.entries<Decode<unknown>>(decoders)
  return (value) => {
    const fields = fieldsOf(value)
    const read = entries.map(([key, decode]) => [key, decode(fields[key])] as const)
    return Object.fromEntries(read) as T
  }
}

/** The members of a union that may have this `type`. */
type Member<T, Type> = T extends { readonly type: infer Own }
  ? Type extends Own
    ? Omit<T, 'type'> & { readonly type: Type }
    : never
  : never

/** One of several records, told apart by their `type`. */
export function tagged<T extends { readonly type: string }>(decoders: {
  readonly [Type in T['type']]: Decode<Member<T, Type>>
}): Decode<T> {
  const byType = new Map(Object.entries(decoders) as [string, Decode<T>][])
  return (value) => {
    const { type } = fieldsOf(value)
    const decode = typeof type === 'string' ? byType.get(type) : undefined
    return decode === undefined ? malformed() : decode(value)
  }
}
