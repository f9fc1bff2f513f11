import { toChatError } from '../../domain'
import type { Stop } from '../../ports'
import type { DdpClient } from './ddpClient'

const userEvents = ['subscriptions-changed', 'rooms-changed', 'message']
const streamOptions = { useCollection: false, args: [] }

/** What concerns the user of a line that is signed in (rocketchat.md §3.3). Resolves when acknowledged. */
export async function subscribeToUser(client: DdpClient, userId: string): Promise<void> {
  await Promise.all(
    userEvents.map((name) =>
      client.subscribe('stream-notify-user', [`${userId}/${name}`, streamOptions]),
    ),
  )
}

/**
 * A room's messages and those of its other events that are named. Resolves when all are acknowledged, with one stop for
 * them. When one is refused, the others end as well and its ChatError is told: half a watch would leak on every retry.
 */
export async function subscribeToRoom(
  client: DdpClient,
  rid: string,
  events: readonly string[],
): Promise<Stop> {
  const answers = await Promise.allSettled([
    client.subscribe('stream-room-messages', [rid, streamOptions]),
    ...events.map((name) =>
      client.subscribe('stream-notify-room', [`${rid}/${name}`, streamOptions]),
    ),
  ])
  const stops = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stopAll = (): void => {
    for (const stop of stops.splice(0)) stop()
  }
  const refused = answers.find((one) => one.status === 'rejected')
  if (refused === undefined) return stopAll
  stopAll()
  throw toChatError(refused.reason)
}

/** Changes whose presence the line tells (rocketchat.md §3.8). Resolves when acknowledged. */
export async function subscribeToPeople(
  client: DdpClient,
  change: { readonly added: readonly string[]; readonly removed?: readonly string[] },
): Promise<void> {
  await client.subscribe('stream-user-presence', ['', change])
}

/** `name` is what the server knows the user by; it refuses every other (rocketchat.md §3.5). */
export async function tellTyping(
  client: DdpClient,
  rid: string,
  name: string,
  isTyping: boolean,
): Promise<void> {
  const activities = isTyping ? ['user-typing'] : []
  await client.call('stream-notify-room', [`${rid}/user-activity`, name, activities, {}])
}
