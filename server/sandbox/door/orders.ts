/** What may be ordered at the control door: each order by name, with its fields and what it does. */
import type { SandboxControl } from '../control'
import { isRecord, optional, type Read, type Shape } from '../rest/shape'
import { adminUserView } from '../rest/views'
import { given, name, names, numberWithin, oneOf, pattern, readFields } from './fields'

export interface Order {
  readonly name: string
  readonly fields: readonly string[]
  /** Only asks; GET will do. */
  readonly isQuestion: boolean
  /** What to answer beside `success`. @throws InvalidOrder, or what the control throws */
  readonly run: (
    control: SandboxControl,
    input: Readonly<Record<string, unknown>>,
  ) => object | undefined
}

const LONGEST_MS = 3_600_000
const DECADE_MS = 315_360_000_000
const HIGHEST_SEED = 4_294_967_295
const count = numberWithin(1, 100_000)
const ms = numberWithin(0, LONGEST_MS)
const failing = numberWithin(400, 599)
const matching = { match: optional(name), pattern: optional(pattern) }

export const ORDERS: readonly Order[] = [
  order('cut', {}, (control) => control.cutSockets()),
  order('freeze', {}, (control) => control.freeze()),
  order('thaw', {}, (control) => control.thaw()),
  order('delay', { ms }, (control, input) => control.delayFrames(input.ms)),
  order('duplicate', { count, ...matching }, (control, input) =>
    control.duplicateNext(input.count, matchOf(input)),
  ),
  order('drop', { count, ...matching }, (control, input) =>
    control.dropNext(input.count, matchOf(input)),
  ),
  order('fail', { count, status: failing, ...matching }, (control, input) =>
    control.failNext(input.count, input.status, matchOf(input)),
  ),
  order('lose', matching, (control, input) => control.loseNextResult(matchOf(input))),
  order('shuffle', { seed: optional(numberWithin(0, HIGHEST_SEED)) }, (control, { seed }) =>
    control.shuffle(seed ?? null),
  ),
  order('clear', {}, (control) => control.clearFaults()),
  order('revoke', { username: name }, (control, { username }) => control.revokeTokens(username)),
  order('clock', { offsetMs: numberWithin(-DECADE_MS, DECADE_MS) }, (control, { offsetMs }) =>
    control.setClock(offsetMs),
  ),
  order(
    'post',
    { username: name, room: name, text: name, id: optional(name), tmid: optional(name) },
    (control, { username, room, text, id, tmid }) => ({
      message: control.post(username, room, text, { _id: id, tmid }),
    }),
  ),
  order(
    'user',
    { username: name, password: optional(name), name: optional(name) },
    (control, { username, password = username, name: shown = username }) => ({
      user: adminUserView(control.addUser({ username, password, name: shown })),
    }),
  ),
  order(
    'room',
    { name, members: names, type: optional(oneOf(['c', 'p'])) },
    (control, { name: slug, members, type = 'c' }) => ({
      room: control.createRoom({ name: slug, members, type }),
    }),
  ),
  order('direct', { usernames: names }, (control, { usernames }) => ({
    room: control.createDirect(usernames),
  })),
  order('join', { room: name, username: name }, (control, { room, username }) => ({
    subscription: control.addMember(room, username),
  })),
  order('leave', { room: name, username: name }, (control, { room, username }) =>
    control.removeMember(room, username),
  ),
  order('setting', { id: name, value: given }, (control, { id, value }) =>
    control.setSetting(id, value),
  ),
  question('received', (control) => ({ received: control.received() })),
  question('sockets', (control) => ({ sockets: control.socketCount() })),
]

function order<const S extends Shape>(
  orderName: string,
  shape: S,
  run: (control: SandboxControl, input: Read<S>) => unknown,
): Order {
  return {
    name: orderName,
    fields: Object.keys(shape),
    isQuestion: false,
    run(control, input) {
      const result = run(control, readFields(shape, input))
      return isRecord(result) ? result : undefined
    },
  }
}

function question(orderName: string, run: (control: SandboxControl) => object): Order {
  return { ...order(orderName, {}, run), isQuestion: true }
}

function matchOf(input: Read<typeof matching>): string | RegExp {
  return input.pattern ?? input.match ?? ''
}
