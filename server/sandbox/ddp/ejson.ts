/** Documents of the model as EJSON (rocketchat.md §1.7): `Date` → `{"$date": ms}`, bytes → `{"$binary": base64}`. */
import { toEjsonDate } from '../../../src/protocol/rocketchat/ejson'
import { isRecord } from '../rest/shape'

const MARKERS = ['$date', '$binary', '$escape', '$InfNaN', '$type']

export function toEjson(value: unknown): unknown {
  if (value instanceof Date) return toEjsonDate(value.getTime())
  if (value instanceof Uint8Array) return { $binary: Buffer.from(value).toString('base64') }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toEjson)
  const entries = Object.entries(value).map(([key, item]) => [key, toEjson(item)] as const)
  const plain = Object.fromEntries(entries)
  return looksLikeEjson(plain) ? { $escape: plain } : plain
}

/** The reverse of `toEjson`. */
export function fromEjson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromEjson)
  if (!isRecord(value)) return value
  if (typeof value.$date === 'number') return new Date(value.$date)
  if (typeof value.$binary === 'string') return Buffer.from(value.$binary, 'base64')
  return fieldsFromEjson(isRecord(value.$escape) ? value.$escape : value)
}

function fieldsFromEjson(fields: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, fromEjson(item)]))
}

/** An ordinary object that a reader would take for a date is wrapped. */
function looksLikeEjson(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.length <= 2 && keys.some((key) => MARKERS.includes(key))
}
