import { channelId } from '../../src/domain'
import { openPlace, seconds, untilOnline, type Way } from './place'

/** How many channels were open before the line was lost; the last is the current one. */
const visited = 10

export interface Requests {
  readonly total: number
  /** By what is asked: a route or a DDP message. */
  readonly counts: ReadonlyMap<string, number>
}

/** What reaches the server from a line that is cut until the session is online again and calm. */
export async function requestsOfReconnect(way: Way, channels: number): Promise<Requests> {
  const place = await openPlace(way, { users: ['ann', 'bob'], channels })
  const { session, line } = await place.join('ann')
  for (const id of place.channelIds.slice(0, visited)) {
    session.enterChannel(channelId(id))
    await seconds(0.1)
  }
  await seconds(1)
  const { control } = place.sandbox
  const before = control.received().length
  line.cut()
  await seconds(0.2)
  await untilOnline(session)
  await seconds(1)
  const counts = new Map<string, number>()
  for (const one of control.received().slice(before)) {
    const name =
      one.kind === 'rest' ? `${one.method} ${one.path.replace(/\?.*$/, '')}` : frameName(one.frame)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  await place.stop()
  return { total: [...counts.values()].reduce((sum, count) => sum + count, 0), counts }
}

function frameName(frame: unknown): string {
  const { msg, name } = frame as { readonly msg?: unknown; readonly name?: unknown }
  return ['ddp', msg, name].filter((part) => typeof part === 'string').join(' ')
}
