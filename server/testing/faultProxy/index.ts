/**
 * A proxy that does to HTTP and websockets what networks, gateways and servers do: for tests, before any of our servers.
 * Bytes are delayed, held and cut by `lines`, which hand them to an HTTP server of their own that passes on whole
 * requests and frames.
 */
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { CancelTimer, Clock, Random } from '../../../src/ports'
import { createActiveFaults } from './activeFaults'
import { answer } from './answers'
import { typicalFault, type Fault, type FaultCounts } from './fault'
import { createLines } from './lines'
import type { Schedule } from './schedule'
import { passUpgrade } from './upgrade'

export { faultKinds, type Fault, type FaultCounts, type FaultKind, type Match } from './fault'
export { schedule, type Schedule, type ScheduledFault } from './schedule'

export interface FaultProxyOptions {
  /** Root of an HTTP server on this machine. */
  readonly target: string
  readonly random: Random
  readonly clock: Clock
}

export interface FaultProxy {
  /** Without a slash at the end. */
  readonly url: string
  /** The stop ends this fault and no other; idempotent. */
  begin(fault: Fault): () => void
  /** Resets all connections; new ones can be made at once. */
  cut(): void
  /** Plays the schedule from now on. */
  run(schedule: Schedule): FaultRun
  /** Ends every fault, and every schedule that runs. */
  heal(): void
  counts(): FaultCounts
  /** Connections of clients that are open. */
  readonly open: number
  /** Frees the port and ends every connection and timer. */
  stop(): Promise<void>
}

export interface FaultRun {
  /** Resolves when the last fault has ended, or at `stop`. */
  readonly done: Promise<void>
  /** Ends what it has begun. Idempotent. */
  stop(): void
}

/** Listens on a free port; passes everything on as it is until a fault begins. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { random, clock } = options
  const target = new URL(options.target)
  const faults = createActiveFaults(random)
  const sockets = new Set<Socket>()
  const runs = new Set<FaultRun>()
  let droppedBefore = 0
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }

  const inner = createHttpServer((request, response) => {
    answer(target, faults, request, response)
  })
  inner.keepAliveTimeout = 60_000
  inner.on('upgrade', (request, near, head) => {
    passUpgrade({ target, faults, keep }, request, near, head)
  })
  inner.on('connection', keep)
  const lines = createLines({ clock, random, faults, port: await listen(inner) })
  const outer = createServer({ allowHalfOpen: true }, lines.accept)
  const port = await listen(outer)

  function cut(): void {
    for (let count = lines.cut(); count > 0; count -= 1) faults.count('cut')
  }

  faults.onChange((ended) => {
    if (ended?.kind !== 'drop' || faults.counts().drop === droppedBefore) return
    droppedBefore = faults.counts().drop
    lines.cut()
  })

  function run(schedule: Schedule): FaultRun {
    const playing = play(schedule, { clock, cut, begin: faults.begin }, () => runs.delete(playing))
    if (schedule.length > 0) runs.add(playing)
    return playing
  }

  function heal(): void {
    for (const playing of [...runs]) playing.stop()
    faults.endAll()
  }

  return {
    url: `http://127.0.0.1:${port}`,
    begin: faults.begin,
    cut,
    run,
    heal,
    counts: faults.counts,
    get open() {
      return lines.open
    },
    async stop() {
      heal()
      const closed = [close(outer), close(inner)]
      lines.cut()
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

interface Player {
  readonly clock: Clock
  cut(): void
  begin(fault: Fault): () => void
}

function play(schedule: Schedule, { clock, cut, begin }: Player, onDone: () => void): FaultRun {
  const timers = new Set<CancelTimer>()
  const stops = new Set<() => void>()
  let left = schedule.length
  let resolve: () => void = () => undefined
  const done = new Promise<void>((settle) => {
    resolve = settle
  })

  function after(ms: number, next: () => void): void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      next()
    })
    timers.add(cancel)
  }

  function ended(): void {
    left -= 1
    if (left <= 0) stop()
  }

  function stop(): void {
    for (const cancel of timers) cancel()
    for (const end of stops) end()
    timers.clear()
    stops.clear()
    onDone()
    resolve()
  }

  for (const { atMs, kind, lastsMs } of schedule) {
    after(atMs, () => {
      const fault = typicalFault(kind)
      if (fault === null) {
        cut()
        ended()
        return
      }
      const end = begin(fault)
      stops.add(end)
      after(lastsMs, () => {
        stops.delete(end)
        end()
        ended()
      })
    })
  }
  if (left === 0) resolve()
  return { done, stop }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
