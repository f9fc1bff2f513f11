import { hubEvents, type HubEventName } from '../../protocol/hub/hub'
import { isFields, text, toFields, type Fields } from '../rocketchat'

/** An event as Rocket.Chat's stream would have told it. */
export interface StreamEvent {
  readonly collection: string
  readonly id: string
  readonly fields: Fields
}

type Read = (argument: Fields) => StreamEvent | null

const roomEvent = (rid: string, name: string, args: readonly unknown[]): StreamEvent | null =>
  rid === '' ? null : stream('stream-notify-room', 'id', { eventName: `${rid}/${name}`, args })

const userEvent =
  (name: string): Read =>
  (argument) => {
    const msg = field(argument, 'msg')
    if (!isFields(msg)) return null
    const action = actions.get(textField(argument, 'method')) ?? 'updated'
    return stream('stream-notify-user', 'id', { eventName: `/${name}`, args: [action, msg] })
  }

/** H11; Rocket.Chat's own words are understood too. */
const actions: ReadonlyMap<string, string> = new Map([
  ['insert', 'inserted'],
  ['inserted', 'inserted'],
  ['remove', 'removed'],
  ['removed', 'removed'],
])

const readers: ReadonlyMap<HubEventName, Read> = new Map<HubEventName, Read>([
  [
    hubEvents.message,
    (message) =>
      stream('stream-room-messages', 'id', { eventName: text(message, 'rid'), args: [message] }),
  ],
  [hubEvents.subscription, userEvent('subscriptions-changed')],
  [hubEvents.room, userEvent('rooms-changed')],
  [
    hubEvents.deletion,
    (argument) => {
      const method = textField(argument, 'method') || 'deleteMessage'
      return roomEvent(textField(argument, 'rid'), method, [field(argument, 'msg')])
    },
  ],
  [
    hubEvents.typing,
    (argument) =>
      roomEvent(textField(argument, 'rid'), 'user-activity', [
        field(argument, 'name'),
        field(argument, 'activities'),
      ]),
  ],
  [
    hubEvents.read,
    (argument) => roomEvent(textField(argument, 'rid'), 'messagesRead', [field(argument, 'msg')]),
  ],
  [
    hubEvents.whisper,
    (argument) => {
      const args = [field(argument, 'msg')]
      return stream('stream-notify-user', 'id', { eventName: '/message', args })
    },
  ],
  [
    hubEvents.presence,
    (argument) => {
      const uid = textField(argument, 'uid')
      if (uid === '') return null
      return stream('stream-user-presence', uid, { uid, args: [field(argument, 'msg')] })
    },
  ],
])

/** Null for what cannot be read. */
export function readHubEvent(name: HubEventName, argument: unknown): StreamEvent | null {
  return isFields(argument) ? (readers.get(name)?.(argument) ?? null) : null
}

/** The session's state (H16); empty for what cannot be read. */
export function readSessionEvent(argument: unknown): { state: string; reason: string } {
  const fields = toFields(argument)
  return { state: textField(fields, 'state'), reason: textField(fields, 'reason') }
}

/** An event inside ABP's notification (H26); null for notifications that are none. */
export function readNotice(value: unknown): { name: HubEventName; argument: unknown } | null {
  const notice = toFields(field(toFields(value), 'notification'))
  const wanted = textField(notice, 'notificationName').toLowerCase()
  const name = Object.values(hubEvents).find((one) => one.toLowerCase() === wanted)
  if (name === undefined) return null
  const data = toFields(field(notice, 'data'))
  const properties = field(data, 'properties')
  // ABP's own class always has the dictionary, empty where a host has fields of its own beside it.
  const isFilled = isFields(properties) && Object.keys(properties).length > 0
  return { name, argument: isFilled ? properties : data }
}

function stream(collection: string, id: string, fields: Fields): StreamEvent {
  return { collection, id, fields }
}

/** By its name as in the contract, or with a capital as .NET may write it (H3). */
function field(fields: Fields, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name]
  const pascal = name.charAt(0).toUpperCase() + name.slice(1)
  return Object.hasOwn(fields, pascal) ? fields[pascal] : undefined
}

function textField(fields: Fields, name: string): string {
  const value = field(fields, name)
  return typeof value === 'string' ? value : ''
}
