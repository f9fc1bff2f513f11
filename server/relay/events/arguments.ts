/** Decoders for what clients send: exact numbers and kinds, sizes with an end. All throw `error-invalid-arguments`. */
import { hubVersion } from '../../../src/protocol/hub/hub'
import { isFields } from '../../../src/transports/rocketchat'
import { hubError } from './errors'

/** An id of Rocket.Chat's is opaque; what would be read as two, or as one of its own names, is none. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const ID = /^(?!__)[^\s/\u0000-\u001f\u007f]{1,128}$/
const MAX_NAME = 256
const MAX_IDS = 1_000

type Arguments = readonly unknown[]

/** `{version}`, a whole number from 1; the answer tells which one is spoken. */
export function decodeOpen(args: Arguments): number {
  const [wish] = exactly(args, 1)
  if (!isFields(wish)) throw invalid()
  const { version } = wish
  if (!Number.isSafeInteger(version) || Number(version) < hubVersion) throw invalid()
  return Number(version)
}

export function decodeRoom(args: Arguments): string {
  const [rid] = exactly(args, 1)
  return id(rid)
}

export function decodePeople(args: Arguments): readonly string[] {
  const [uids] = exactly(args, 1)
  if (!Array.isArray(uids)) throw invalid()
  if (uids.length > MAX_IDS) throw hubError('error-too-many')
  return uids.map(id)
}

export interface Typing {
  readonly rid: string
  readonly name: string
  readonly isTyping: boolean
}

export function decodeTyping(args: Arguments): Typing {
  const [rid, name, isTyping] = exactly(args, 3)
  const isName = typeof name === 'string' && name !== '' && name.length <= MAX_NAME
  if (!isName || typeof isTyping !== 'boolean') throw invalid()
  return { rid: id(rid), name, isTyping }
}

function exactly(args: Arguments, count: number): Arguments {
  if (args.length !== count) throw invalid()
  return args
}

function id(value: unknown): string {
  if (typeof value !== 'string' || !ID.test(value)) throw invalid()
  return value
}

function invalid(): Error {
  return hubError('error-invalid-arguments')
}
