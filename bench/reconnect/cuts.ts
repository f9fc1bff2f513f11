import { channelId } from '../../src/domain'
import { openPlace, seconds, untilOnline, type Way } from './place'

const users = Array.from({ length: 8 }, (_, index) => `user-${index}`)
const rounds = 5
const cutS = 5
/** A connection that lasted ends the row of failures, as in an ordinary day. */
const calmS = 11

/** Milliseconds from the moment at which the line is good again to online, by session and cut, in ascending order. */
export async function timesAfterCuts(way: Way): Promise<readonly number[]> {
  const place = await openPlace(way, { users, channels: 14 })
  const times = await Promise.all(
    users.map(async (user, index) => {
      const { session, line } = await place.join(user)
      session.enterChannel(channelId(place.channelIds[index] ?? ''))
      const own: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        await seconds(calmS + Math.random())
        const mend = line.begin({ kind: 'refuse' })
        line.cut()
        await seconds(cutS)
        mend()
        const mendedAt = performance.now()
        await untilOnline(session)
        own.push(performance.now() - mendedAt)
      }
      return own
    }),
  )
  await place.stop()
  return times.flat().sort((a, b) => a - b)
}
