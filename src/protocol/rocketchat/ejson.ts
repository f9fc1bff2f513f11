/**
 * EJSON, the JSON dialect of DDP (rocketchat.md §1.7): a date travels as `{"$date": ms}`,
 * binary as `{"$binary": base64}`, and an object that only looks like one of these is wrapped in `$escape`.
 */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

export interface EjsonDate {
  readonly $date: number
}

/** A point in time as any of the servers writes it: EJSON over DDP, ISO text over REST, or plain epoch ms. */
export type WireDate = EjsonDate | string | number

export function toEjsonDate(at: number): EjsonDate {
  return { $date: at }
}

/** The last millisecond that a Date can hold, in both directions; NaN and infinities are beyond it too. */
const latestDate = 8.64e15

/** Epoch milliseconds of a wire date, or null when the value is none. */
export function readWireDate(value: unknown): number | null {
  if (typeof value === 'number') return Math.abs(value) <= latestDate ? value : null
  if (typeof value === 'string') {
    const at = Date.parse(value)
    return Number.isNaN(at) ? null : at
  }
  if (typeof value === 'object' && value !== null && '$date' in value) {
    return typeof value.$date === 'number' ? readWireDate(value.$date) : null
  }
  return null
}
