import { readWireDate } from '../../protocol/rocketchat/ejson'

/** A JSON object from outside, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function toFields(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** Text of a field; empty when it is missing or something else. */
export function text(fields: Fields, key: string): string {
  const value = own(fields, key)
  return typeof value === 'string' ? value : ''
}

export function flag(fields: Fields, key: string): boolean {
  return own(fields, key) === true
}

/** A finite number, or null. */
export function number(fields: Fields, key: string): number | null {
  const value = own(fields, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A number of things: whole and not negative; 0 when it is missing or something else. */
export function count(fields: Fields, key: string): number {
  return Math.max(0, Math.trunc(number(fields, key) ?? 0))
}

/** Epoch milliseconds, or null. */
export function date(fields: Fields, key: string): number | null {
  return readWireDate(own(fields, key))
}

export function list(fields: Fields, key: string): readonly unknown[] {
  const value = own(fields, key)
  return Array.isArray(value) ? value : []
}

export function texts(fields: Fields, key: string): readonly string[] {
  return list(fields, key).filter((value) => typeof value === 'string')
}

export function object(fields: Fields, key: string): Fields {
  return toFields(own(fields, key))
}

export function objects(fields: Fields, key: string): readonly Fields[] {
  return list(fields, key).filter(isFields)
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}
