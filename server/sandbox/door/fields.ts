/** The fields of an order, checked by the same means as the bodies of REST; a fault is a sentence. */
import type { Field, Read, Shape } from '../rest/shape'
import { InvalidOrder } from './invalidOrder'

/** A whole number within bounds. Unlike REST's, never a text. */
export function numberWithin(lowest: number, highest: number): Field<number> {
  return {
    isOptional: false,
    read: (value) =>
      Number.isSafeInteger(value) && Number(value) >= lowest && Number(value) <= highest
        ? { ok: Number(value) }
        : { fault: `must be a whole number from ${lowest} to ${highest}` },
  }
}

export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return {
    isOptional: false,
    read(value) {
      const word = words.find((one) => one === value)
      return word === undefined ? { fault: `must be ${words.join(' or ')}` } : { ok: word }
    },
  }
}

export const given: Field<unknown> = {
  isOptional: false,
  read: (value) => (value === undefined ? { fault: 'must be given' } : { ok: value }),
}

export const name: Field<string> = {
  isOptional: false,
  read: (value) =>
    typeof value === 'string' && value !== '' ? { ok: value } : { fault: 'must be a text' },
}

export const names: Field<readonly string[]> = {
  isOptional: false,
  read: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
      ? { ok: value }
      : { fault: 'must be a list of usernames' },
}

/** The source of a regular expression. */
export const pattern: Field<RegExp> = {
  isOptional: false,
  read(value) {
    try {
      if (typeof value === 'string') return { ok: new RegExp(value) }
    } catch {
      // said below
    }
    return { fault: 'must be a regular expression' }
  },
}

/** @throws InvalidOrder with a sentence */
export function readFields<S extends Shape>(
  shape: S,
  input: Readonly<Record<string, unknown>>,
): Read<S> {
  const stray = Object.keys(input).find((key) => !Object.hasOwn(shape, key))
  if (stray !== undefined) throw new InvalidOrder(`"${stray}" means nothing here.`)
  const entries = Object.entries(shape).map(([key, field]) => [key, readField(key, field, input)])
  return Object.fromEntries(entries) as Read<S> // every key of the shape was read by its own field
}

function readField(
  key: string,
  field: Field<unknown>,
  input: Readonly<Record<string, unknown>>,
): unknown {
  const value = Object.hasOwn(input, key) ? input[key] : undefined
  const result = field.read(value)
  if ('ok' in result) return result.ok
  throw new InvalidOrder(`"${key}" ${result.fault}.`)
}
