/** Documents of the model as EJSON (rocketchat.md §1.7): `Date` → `{"$date": ms}`. */
import { toEjsonDate } from '../../../src/protocol/rocketchat/ejson'

const MARKERS = ['$date', '$binary', '$escape', '$InfNaN', '$type']

export function toEjson(value: unknown): unknown {
  if (value instanceof Date) return toEjsonDate(value.getTime())
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toEjson)
  const entries = Object.entries(value).map(([key, item]) => [key, toEjson(item)] as const)
  const plain = Object.fromEntries(entries)
  return looksLikeEjson(plain) ? { $escape: plain } : plain
}

/** An ordinary object that a reader would take for a date is wrapped. */
function looksLikeEjson(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.length <= 2 && keys.some((key) => MARKERS.includes(key))
}
