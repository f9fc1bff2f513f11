import type { World } from '../world/world'
import type { User } from '../world/types'
import { Refusal, type Answer } from './answers'
import { readShape, type Read, type Shape } from './shape'

export type Method = 'GET' | 'POST' | 'DELETE'

/** What a handler may ask for beside its input. */
export interface Site {
  readonly world: World
  /** Address of this server, without a slash at the end. */
  readonly url: () => string
  readonly version: string
  /** How a message id that is taken is answered (rocketchat.md §6.3). */
  readonly duplicateId: 'faithful' | 'kind'
  /** Refuses unknown keys as 7.5 and later do. */
  readonly isStrict: boolean
  /** What `users.createToken` must be told (§2.7); null where it is not allowed at all. */
  readonly tokenSecret: string | null
}

/** A `multipart/form-data` body, cut down to what fits the limits. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>
  /** In their order. A file over the limit keeps no content. */
  readonly files: readonly FormFile[]
}

export interface FormFile {
  readonly field: string
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
  readonly isTooLarge: boolean
}

export interface Call<S extends Shape> {
  readonly site: Site
  readonly world: World
  readonly input: Read<S>
  /** The variable parts of the path, by name. */
  readonly params: Readonly<Record<string, string>>
  /** Null unless the body is one. */
  readonly form: Form | null
  /** Null only on routes without `auth`. */
  readonly user: User | null
  readonly token: string | null
}

export type SignedInCall<S extends Shape> = Call<S> & {
  readonly user: User
  readonly token: string
}

export interface RawCall {
  readonly site: Site
  readonly input: Readonly<Record<string, unknown>>
  readonly params: Readonly<Record<string, string>>
  readonly form: Form | null
  readonly user: User | null
  readonly token: string | null
}

export interface Route {
  readonly method: Method
  /** Below `/api/v1/`. Parts that begin with `:` stand for any text: `rooms.media/:rid`. */
  readonly name: string
  readonly isOpen: boolean
  /** Calls per 60 s when the limiter is on; default 10. */
  readonly limit?: { readonly calls: number; readonly perMs: number }
  /** Takes a form; a JSON body will not do. */
  readonly takesForm?: boolean
  /** The versions that have it: from this one on, up to but not including that one. Default: all. */
  readonly versions?: { readonly from?: Version; readonly before?: Version }
  readonly run: (call: RawCall) => Answer
}

/** Major and minor. */
export type Version = readonly [number, number]

type Options = Pick<Route, 'limit' | 'takesForm' | 'versions'>

/** A route for signed-in users; the server answers 401 before it when there is none. */
export function route<const S extends Shape>(
  method: Method,
  name: string,
  shape: S,
  handle: (call: SignedInCall<S>) => Answer,
  options: Options = {},
): Route {
  const run = (call: RawCall): Answer => {
    if (call.user === null || call.token === null) throw new Error('signed-in route without a user')
    const { user, token } = call
    return handle({ ...checked(method, shape, call), user, token })
  }
  return { method, name, isOpen: false, run, ...options }
}

/** A route that anybody may call. */
export function openRoute<const S extends Shape>(
  method: Method,
  name: string,
  shape: S,
  handle: (call: Call<S>) => Answer,
  options: Options = {},
): Route {
  return {
    method,
    name,
    isOpen: true,
    run: (call) => handle(checked(method, shape, call)),
    ...options,
  }
}

function checked<S extends Shape>(method: Method, shape: S, call: RawCall): Call<S> {
  const known = call.site.isStrict
    ? call.input
    : Object.fromEntries(Object.entries(call.input).filter(([key]) => Object.hasOwn(shape, key)))
  const input = readShape(shape, known, method === 'GET' ? 'query' : 'body')
  const { site, params, form, user, token } = call
  return { site, world: site.world, input, params, form, user, token }
}

export function refuse(answer: Answer): never {
  throw new Refusal(answer)
}
