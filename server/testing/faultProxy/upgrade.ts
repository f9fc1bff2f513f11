/** Websockets: the handshake passed on as it is, then frame by frame to the client. */
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ActiveFaults } from './activeFaults'
import { callOf, rawAnswer } from './answers'
import { createFrameSplitter } from './frames'

const endOfHead = '\r\n\r\n'
const longestHead = 64 * 1024
/** Compressed frames depend on each other: none could be dropped or doubled. */
const droppedHeader = 'sec-websocket-extensions'

export interface UpgradeDeps {
  readonly target: URL
  readonly faults: ActiveFaults
  /** Called once for each socket to the target. */
  keep(socket: Socket): void
}

/** Joins a client that asks for a websocket with the target. */
export function passUpgrade(
  { target, faults, keep }: UpgradeDeps,
  request: IncomingMessage,
  near: Duplex,
  head: Buffer,
): void {
  near.on('error', () => near.destroy())
  const refusal = faults.strikes('status', callOf(request))
  if (refusal !== null) {
    near.end(rawAnswer(refusal.status))
    return
  }
  const far = connect(Number(target.port), target.hostname)
  keep(far)
  far.on('error', () => near.destroy())
  far.on('close', () => near.destroy())
  near.on('close', () => far.destroy())
  far.write(headOf(request))
  far.write(head)
  near.on('data', (bytes: Buffer) => {
    if (!far.write(bytes)) near.pause()
  })
  far.on('drain', () => near.resume())
  const pass = createPasser(faults, callOf(request), near)
  far.on('data', (bytes: Buffer) => {
    pass(bytes)
    if (near.writableNeedDrain) far.pause()
  })
  near.on('drain', () => far.resume())
  far.on('end', () => near.end())
  near.on('end', () => far.end())
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/1.1`]
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.toLowerCase() !== droppedHeader) lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}`)
  }
  return lines.join('\r\n') + endOfHead
}

function createPasser(faults: ActiveFaults, call: string, near: Duplex): (bytes: Buffer) => void {
  const split = createFrameSplitter()
  let head: Buffer | null = Buffer.alloc(0)

  function passFrames(bytes: Buffer): void {
    for (const frame of split(bytes)) {
      if (near.destroyed) return
      if (frame.isMessage && faults.strikes('drop') !== null) continue
      if (frame.isMessage && faults.strikes('truncate', call) !== null) {
        near.write(frame.bytes.subarray(0, Math.ceil(frame.bytes.length / 2)), () => near.destroy())
        return
      }
      near.write(frame.bytes)
      if (frame.isMessage && faults.strikes('duplicate') !== null) near.write(frame.bytes)
    }
  }

  return (bytes) => {
    if (head === null) {
      passFrames(bytes)
      return
    }
    head = Buffer.concat([head, bytes])
    const end = head.indexOf(endOfHead)
    if (end < 0 && head.length > longestHead) near.destroy()
    if (end < 0) return
    const after = end + endOfHead.length
    near.write(head.subarray(0, after))
    const rest = head.subarray(after)
    head = null
    passFrames(rest)
  }
}
