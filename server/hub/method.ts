/** What a hub offers to its clients: methods with a decoder for what comes from outside. */
import type { HubConnection } from './connection'

/** Thrown by a method to tell its caller why: the only text of an error that leaves the server (signalr.md §8.5). */
export class HubError extends Error {
  override readonly name = 'HubException'
}

export interface Call<P> {
  readonly connection: HubConnection<P>
  /** Aborts when the connection ends, for a stream also when the client cancels it. */
  readonly signal: AbortSignal
  /** The streams that the client uploads for this call, in order. A failed upload throws a `HubError`. */
  readonly uploads: readonly AsyncIterable<unknown>[]
}

/** A method as the hub keeps it: decoding and running bound together, so that the map needs no types of arguments. */
export interface HubMethod<P> {
  readonly kind: 'call' | 'stream'
  /** How many streams the client has to upload. */
  readonly uploadCount: number
  /** Checks the arguments and returns the call to run. Throws when they are wrong. */
  readonly bind: (args: readonly unknown[]) => (call: Call<P>) => unknown
}

/** By name; names are compared without case (signalr.md §8.3). */
export type HubMethods<P> = Readonly<Record<string, HubMethod<P>>>

interface MethodOptions<P, A, R> {
  /** Makes typed arguments of what the client sent; throws when it cannot. */
  readonly decode: (args: readonly unknown[]) => A
  readonly run: (args: A, call: Call<P>) => R
  /** Streams that the client uploads; 0 when absent. */
  readonly uploads?: number
}

/** A method that answers once, with what `run` returns or resolves with. */
export function method<P, A>(options: MethodOptions<P, A, unknown>): HubMethod<P> {
  return {
    kind: 'call',
    uploadCount: options.uploads ?? 0,
    bind(args) {
      const decoded = options.decode(args)
      return (call) => options.run(decoded, call)
    },
  }
}

/** A method that answers with a stream. The next item is asked for when the line has room. */
export function streamMethod<P, A>(
  options: MethodOptions<P, A, AsyncIterable<unknown>>,
): HubMethod<P> {
  return { ...method(options), kind: 'stream' }
}

/** @throws {Error} when two names differ in nothing but case */
export function toMethodTable<P>(methods: HubMethods<P>): ReadonlyMap<string, HubMethod<P>> {
  const table = new Map<string, HubMethod<P>>()
  for (const [name, entry] of Object.entries(methods)) {
    const key = name.toLowerCase()
    if (table.has(key)) throw new Error(`There are two hub methods '${key}'.`)
    table.set(key, entry)
  }
  return table
}
