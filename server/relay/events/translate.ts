/** What Rocket.Chat tells one user, as events of the hub (docs/protocol/hub.md). Payloads are passed on unchanged (H3). */
import { hubEvents, type HubEventName, type RecordMethod } from '../../../src/protocol/hub/hub'
import { isFields, list, text } from '../../../src/transports/rocketchat'

/** A `changed` frame of a stream (rocketchat.md §1.6). */
export interface ChangedFrame {
  readonly collection: string
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Which clients of the user an event is for. */
export type Recipients =
  | { readonly to: 'everybody' }
  | { readonly to: 'chatClients' }
  | { readonly to: 'listeners' }
  | { readonly to: 'roomWatchers'; readonly rid: string }
  | { readonly to: 'personWatchers'; readonly uid: string }

export interface RelayEvent {
  readonly name: HubEventName
  readonly argument: object
  readonly recipients: Recipients
}

const recordMethods: ReadonlyMap<unknown, RecordMethod> = new Map<unknown, RecordMethod>([
  ['inserted', 'insert'],
  ['removed', 'remove'],
])

/** None for what is no event of the hub; null for what cannot be read. */
export function translate({ collection, id, fields }: ChangedFrame): readonly RelayEvent[] | null {
  const args = list(fields, 'args')
  const { place, event } = splitName(text(fields, 'eventName'))
  switch (collection) {
    case 'stream-room-messages':
      return toMessage(text(fields, 'eventName'), args[0])
    case 'stream-notify-user':
      return event === 'message' ? toWhisper(args[0]) : toRecord(event, args)
    case 'stream-notify-room':
      return toRoomEvent(place, event, args)
    case 'stream-user-presence':
      return toPresence(text(fields, 'uid') || id, args[0])
    default:
      return []
  }
}

/** `<place>/<event>` */
function splitName(name: string): { readonly place: string; readonly event: string } {
  const slash = name.lastIndexOf('/')
  return { place: name.slice(0, Math.max(0, slash)), event: name.slice(slash + 1) }
}

function toMessage(rid: string, message: unknown): readonly RelayEvent[] | null {
  if (!isFields(message)) return null
  return [{ name: hubEvents.message, argument: message, recipients: { to: 'roomWatchers', rid } }]
}

/** H27 */
function toWhisper(msg: unknown): readonly RelayEvent[] | null {
  if (!isFields(msg)) return null
  return [{ name: hubEvents.whisper, argument: { msg }, recipients: { to: 'chatClients' } }]
}

function toRecord(
  event: string,
  [action, record]: readonly unknown[],
): readonly RelayEvent[] | null {
  if (event !== 'subscriptions-changed' && event !== 'rooms-changed') return []
  if (!isFields(record)) return null
  const argument = { msg: record, method: recordMethods.get(action) ?? 'update' }
  if (event === 'subscriptions-changed') {
    return [{ name: hubEvents.subscription, argument, recipients: { to: 'everybody' } }]
  }
  return [
    { name: hubEvents.room, argument, recipients: { to: 'chatClients' } },
    ...toListeners(record.lastMessage),
  ]
}

/** H12 */
function toListeners(message: unknown): readonly RelayEvent[] {
  if (!isFields(message)) return []
  return [{ name: hubEvents.message, argument: message, recipients: { to: 'listeners' } }]
}

function toRoomEvent(
  rid: string,
  event: string,
  args: readonly unknown[],
): readonly RelayEvent[] | null {
  const recipients = { to: 'roomWatchers', rid } as const
  switch (event) {
    case 'deleteMessage':
    case 'deleteMessageBulk': {
      const [msg] = args
      if (!isFields(msg)) return null
      return [{ name: hubEvents.deletion, argument: { rid, msg, method: event }, recipients }]
    }
    case 'messagesRead': {
      const [msg] = args
      if (!isFields(msg)) return null
      return [{ name: hubEvents.read, argument: { rid, msg }, recipients }]
    }
    case 'user-activity': {
      const [name, activities] = args
      if (typeof name !== 'string' || !Array.isArray(activities)) return null
      return [{ name: hubEvents.typing, argument: { rid, name, activities }, recipients }]
    }
    default:
      return []
  }
}

function toPresence(uid: string, msg: unknown): readonly RelayEvent[] | null {
  if (!Array.isArray(msg)) return null
  return [
    {
      name: hubEvents.presence,
      argument: { uid, msg },
      recipients: { to: 'personWatchers', uid },
    },
  ]
}
