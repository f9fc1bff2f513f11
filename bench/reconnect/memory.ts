import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { channelId, gapsOf, timelineOf, valuesOf } from '../../src/domain'
import type { Clock } from '../../src/ports'
import type { Session } from '../../src/session'
import { nodeDeps } from '../../src/testing/sandboxBackend'
import { runSandbox } from '../../server/sandbox/testing/process'
import { createScaledClock } from '../../server/testing/faults/scaledClock'
import { signInDirectly } from '../../server/testing/faults/signIn'
import { openSession, untilOnline } from './place'

/** The session's time runs this much faster than the machine's. */
const factor = 240
const channelCount = 14
const minute = 60_000
const betweenPostsMs = 4_000
const betweenChannelsMs = 30_000
const betweenCutsMs = 4 * minute
const betweenOwnMs = minute

export interface Sample {
  readonly hours: number
  readonly heapBytes: number
  readonly received: number
  readonly sent: number
  readonly cuts: number
  /** In the session's timelines. */
  readonly kept: number
}

/**
 * Machine code and the maps from it to the sources come with time and are none of the session's: without them, what grows is
 * what somebody keeps.
 */
function countDataOnly(): void {
  process.setSourceMapsEnabled(false)
  for (const flag of ['no-opt', 'no-maglev', 'no-sparkplug', 'no-flush-bytecode', 'expose-gc']) {
    setFlagsFromString(`--${flag}`)
  }
}

/** One session for hours of its own time: messages come and go, channels are read, the line is cut. */
export async function liveFor(
  sampleHours: readonly number[],
  onSample: (sample: Sample) => void,
): Promise<void> {
  countDataOnly()
  const sandbox = runSandbox(['--seed', 'empty', '--control-port', '0'])
  const { url, line } = await sandbox.ready
  const door = /control at (\S+)/.exec(line)?.[1] ?? ''
  const order = (name: string, fields: object = {}): Promise<Response> =>
    fetch(`${door}/${name}`, { method: 'POST', body: JSON.stringify(fields) })
  for (const username of ['ann', 'bob']) await order('user', { username, password: username })
  const ids: string[] = []
  for (let index = 0; index < channelCount; index += 1) {
    const answer = await order('room', { name: `channel-${index}`, members: ['ann', 'bob'] })
    ids.push(idIn(await answer.json()))
  }
  const clock = createScaledClock(factor)
  const startedAt = clock.now()
  const session = await openSession(
    signInDirectly(url, { ...nodeDeps(), clock }),
    url,
    'ann',
    clock,
  )
  session.setAttention(true)
  const counts = { received: 0, sent: 0, cuts: 0 }
  let current = 0

  const stops = [
    every(clock, betweenPostsMs, async () => {
      counts.received += 1
      const room = ids[counts.received % ids.length]
      const text = `${counts.received}: the quick brown fox jumps over the lazy dog`
      await order('post', { username: 'bob', room, text })
    }),
    every(clock, betweenChannelsMs, () => {
      current += 1
      const id = ids[current % ids.length]
      if (id === undefined) return
      session.enterChannel(channelId(id))
      const oldest = gapsOf(timelineOf(session.state, channelId(id)).ranges).at(0)
      if (current % 5 === 0 && oldest !== undefined) {
        session.fillGap(channelId(id), oldest.before, 'newer')
      }
    }),
    every(clock, betweenOwnMs, () => {
      counts.sent += 1
      const id = ids[current % ids.length]
      if (id !== undefined) session.send(channelId(id), `my number ${counts.sent}`)
    }),
    every(clock, betweenCutsMs, async () => {
      counts.cuts += 1
      await order('cut')
    }),
  ]
  for (const hours of sampleHours) {
    await new Promise<void>((resolve) => {
      clock.after(startedAt + hours * 60 * minute - clock.now(), resolve)
    })
    await untilOnline(session)
    onSample({ hours, heapBytes: heap(), kept: keptBy(session), ...counts })
  }
  for (const stop of stops) stop()
  session.close()
  sandbox.kill('SIGTERM')
  await sandbox.ended
}

/** Again and again, one after the other. */
function every(clock: Clock, ms: number, run: () => unknown): () => void {
  let isStopped = false
  const next = (): void => {
    if (isStopped) return
    clock.after(ms, next)
    void Promise.resolve(run())
  }
  clock.after(ms, next)
  return () => {
    isStopped = true
  }
}

function keptBy({ state }: Session): number {
  return [...valuesOf(state.timelines)].reduce(
    (sum, { sequence }) => sum + sequence.chunks.flat().length,
    0,
  )
}

function heap(): number {
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round += 1) collect()
  return process.memoryUsage().heapUsed
}

function idIn(answer: unknown): string {
  const { room } = answer as { readonly room?: { readonly _id?: string } }
  if (room?._id === undefined) throw new Error('the sandbox made no room')
  return room._id
}
