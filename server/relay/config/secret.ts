import { inspect } from 'node:util'

/** A text that shows itself only when asked by name: not in logs, in JSON, in error messages. */
export interface Secret {
  reveal(): string
  /** A mask. */
  toString(): string
}

const MASK = '(secret)'

export function createSecret(text: string): Secret {
  return Object.freeze({
    reveal: () => text,
    toString: () => MASK,
    toJSON: () => MASK,
    [inspect.custom]: () => MASK,
  })
}
