import type { ChannelId, ChatEvent, MessageId, Position } from '../domain'
import type { Clock, HoldLock, OpenBroadcast } from '../ports'
import { decoded, fieldsOf, malformed, number, record, tagged, text, type Decode } from './decode'

/** What a tab tells the others: what its user read or left unread. The server's records do the rest. */
export type ReadingEvent = Extract<
  ChatEvent,
  { readonly type: 'readUpTo' | 'markedRead' | 'markedUnread' | 'unreadMarkDropped' }
>

export interface TabsDeps {
  readonly clock: Clock
  readonly holdLock: HoldLock
  readonly openBroadcast: OpenBroadcast
  /** Of one user at one server, as one profile: who shares it agrees. */
  readonly name: string
}

export interface TabsListener {
  /** From now on this tab notifies for all. Never told back: it does so until it is closed. */
  onNotifier(): void
  /** The user read, or left unread, in another tab. */
  onReading(event: ReadingEvent): void
}

/** One of several tabs of one user (C11). */
export interface Tabs {
  /** Tells the others what the state took; what is no reading is not told. */
  took(event: ChatEvent): void
  /** Lets the next tab notify. */
  close(): void
}

export type OpenTabs = (listener: TabsListener) => Tabs

/** Changes with every change of what is told: tabs of different versions do not understand each other, and need not. */
const version = 1
/** A tab that was frozen hears late. A mark that old is the server's to tell. */
const staleMs = 10_000

const told: ReadonlySet<string> = new Set<ReadingEvent['type']>([
  'readUpTo',
  'markedRead',
  'markedUnread',
  'unreadMarkDropped',
])

export function createTabs(deps: TabsDeps, listener: TabsListener): Tabs {
  const broadcast = deps.openBroadcast(deps.name, (message) => {
    const event = decoded(readTold(deps.clock.now()), message)
    if (event !== null) listener.onReading(event)
  })
  const release = deps.holdLock(`${deps.name}:notifier`, () => {
    listener.onNotifier()
  })
  return {
    took(event) {
      if (isReading(event)) broadcast.tell({ version, at: deps.clock.now(), event: plain(event) })
    },
    close() {
      broadcast.close()
      release()
    },
  }
}

function isReading(event: ChatEvent): event is ReadingEvent {
  return told.has(event.type)
}

/** A position may be a whole message: the others need its place alone. */
function plain(event: ReadingEvent): ReadingEvent {
  if (event.type === 'unreadMarkDropped') return event
  if (event.type === 'markedUnread') return { ...event, before: placeOf(event.before) }
  return { ...event, position: placeOf(event.position) }
}

function placeOf({ id, createdAt }: Position): Position {
  return { id, createdAt }
}

const longestId = 200
const channelId = text<ChannelId>(longestId)
const position = record<Position>({ id: text<MessageId>(longestId), createdAt: number })

const reading: Decode<ReadingEvent> = tagged<ReadingEvent>({
  readUpTo: record({ type: () => 'readUpTo', channelId, position }),
  markedRead: record({ type: () => 'markedRead', channelId, position }),
  markedUnread: record({ type: () => 'markedUnread', channelId, before: position }),
  unreadMarkDropped: record({ type: () => 'unreadMarkDropped', channelId }),
})

function readTold(now: number): Decode<ReadingEvent> {
  return (message) => {
    const fields = fieldsOf(message)
    if (fields.version !== version) return malformed()
    const event = reading(fields.event)
    const isFresh = Math.abs(now - number(fields.at)) <= staleMs
    return isFresh || event.type === 'readUpTo' ? event : malformed()
  }
}
