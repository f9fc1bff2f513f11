/** Who may listen to which stream event (rocketchat.md §3.2). */
import type { World } from '../world/world'
import { MeteorError } from './errors'

const STREAMS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['room-messages', mayReadMessages],
  ['notify-room', (world, userId, event) => mayEnter(world, userId, event.split('/')[0] ?? '')],
  ['notify-user', (_world, userId, event) => userId !== null && event.split('/')[0] === userId],
  ['notify-logged', (_world, userId) => userId !== null],
  ['notify-all', () => true],
  ['roles', (_world, userId) => userId !== null],
])

type Rule = (world: World, userId: string | null, event: string) => boolean

const PREFIX = 'stream-'

/** The stream of a subscription name, or null when there is no such publication. */
export function streamOf(name: string): string | null {
  const stream = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null
  return stream !== null && (STREAMS.has(stream) || stream === 'user-presence') ? stream : null
}

/** @throws MeteorError `not-allowed` or `invalid-event-name` */
export function checkMayListen(
  world: World,
  stream: string,
  event: string,
  userId: string | null,
): void {
  if (event === '') throw new MeteorError('invalid-event-name')
  const isAllowed = STREAMS.get(stream)?.(world, userId, event) === true
  if (!isAllowed) throw new MeteorError('not-allowed')
}

function mayReadMessages(world: World, userId: string | null, event: string): boolean {
  return event === '__my_messages__' || mayEnter(world, userId, event)
}

function mayEnter(world: World, userId: string | null, rid: string): boolean {
  const room = world.store.rooms.get(rid)
  return room !== undefined && userId !== null && world.canRead(userId, room)
}
