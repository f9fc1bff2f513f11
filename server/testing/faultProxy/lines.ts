/** The lowest layer: connections as streams of bytes, which knows nothing of what they say. */
import { connect, type Socket } from 'node:net'
import type { Clock, Random } from '../../../src/ports'
import type { ActiveFaults } from './activeFaults'
import { createPipe } from './pipe'

export interface LinesDeps {
  readonly clock: Clock
  readonly random: Random
  readonly faults: ActiveFaults
  /** Where the other end of each connection is. */
  readonly port: number
}

export interface Lines {
  /** Takes a new connection of a client. */
  accept(near: Socket): void
  /** Resets every connection; returns how many. */
  cut(): number
  readonly open: number
}

interface Line {
  reset(): void
  release(): void
  update(): void
}

/** Keeps the connections that go through the proxy. */
export function createLines(deps: LinesDeps): Lines {
  const { faults } = deps
  const lines = new Set<Line & { readonly id: number }>()
  let lastId = 0

  faults.onChange(() => {
    for (const line of [...lines]) line.update()
  })

  function releaseBefore(id: number): void {
    if (!faults.isActive('reorder')) return
    for (const line of [...lines]) if (line.id < id) line.release()
  }

  return {
    accept(near) {
      if (faults.isActive('refuse')) {
        faults.count('refuse')
        near.on('error', () => near.destroy())
        near.resetAndDestroy()
        return
      }
      lastId += 1
      const id = lastId
      const line = join(deps, near, {
        hasLater: () => [...lines].some((other) => other.id > id),
        onDelivered: () => releaseBefore(id),
        onClosed() {
          lines.delete(kept)
          releaseBefore(id)
        },
      })
      const kept = { ...line, id }
      lines.add(kept)
    },
    cut() {
      const all = [...lines]
      for (const line of all) line.reset()
      return all.length
    },
    get open() {
      return lines.size
    },
  }
}

interface LineListener {
  hasLater(): boolean
  /** Bytes have gone to the client. */
  onDelivered(): void
  onClosed(): void
}

function join(deps: LinesDeps, near: Socket, listener: LineListener): Line {
  const far = connect({ port: deps.port, host: '127.0.0.1', allowHalfOpen: true })
  const out = direction(near, far, false)
  const back = direction(far, near, true)
  let isBroken = false

  function direction(from: Socket, to: Socket, isToClient: boolean) {
    const pipe = createPipe({
      ...deps,
      isOvertaken: () => isToClient && listener.hasLater(),
      deliver(bytes) {
        to.write(bytes)
        if (isToClient) listener.onDelivered()
      },
      end: () => to.end(),
      setFull(isFull) {
        if (isFull) from.pause()
        else from.resume()
      },
    })
    from.setNoDelay(true)
    from.on('data', pipe.push)
    from.on('end', pipe.finish)
    from.on('error', () => from.destroy())
    from.on('close', (hadError) => {
      if (hadError) {
        isBroken = true
        settle()
      }
      if (near.destroyed && far.destroyed) reset()
    })
    return pipe
  }

  /** On a frozen line the other end does not hear that this one has gone. */
  function settle(): void {
    if (isBroken && !deps.faults.isActive('freeze')) reset()
  }

  function reset(): void {
    out.close()
    back.close()
    near.destroy()
    far.destroy()
    listener.onClosed()
  }

  return {
    reset,
    release: back.release,
    update() {
      settle()
      out.update()
      back.update()
    },
  }
}
