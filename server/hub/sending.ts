/** What goes out to one client: limits, pace and pings (signalr.md §9). */
import { pingRecord } from './codec'
import { Dropped } from './dropped'
import type { ConnectionSettings } from './options'
import { toPacket, type Packet } from './packet'
import type { Pipe } from './pipe'

/** Bytes under which a stream goes on without waiting for the transport. */
const pacedBytes = 65_536

const ping = toPacket(pingRecord)
const tooSlow = () => new Dropped('slow', 'The client reads too slowly.')

export class Sending {
  readonly #pipe: Pipe
  readonly #settings: ConnectionSettings
  readonly #drop: (error: Dropped) => void
  #hasSent = true
  #lastSentAt: number
  #lastRoomAt: number
  #sentBytes = 0

  /** @param drop ends the connection at once */
  constructor(pipe: Pipe, settings: ConnectionSettings, drop: (error: Dropped) => void) {
    this.#pipe = pipe
    this.#settings = settings
    this.#drop = drop
    this.#lastSentAt = this.#lastRoomAt = settings.now()
  }

  send(packet: Packet): void {
    if (this.#pipe.bufferedBytes() > this.#settings.limits.bufferedBytes) {
      this.#drop(tooSlow())
      return
    }
    this.#hasSent = true
    this.#pipe.write(packet)
  }

  /** Resolves when there is room for more. */
  sendPaced(packet: Packet): Promise<void> {
    if (this.#pipe.bufferedBytes() < pacedBytes) {
      this.send(packet)
      return Promise.resolve()
    }
    this.#hasSent = true
    return new Promise((resolve) => this.#pipe.write(packet, resolve))
  }

  /** Drops a client that reads too slowly, and pings when nothing was sent for long. */
  tick(nowMs: number): void {
    const { limits, times } = this.#settings
    if (this.#hasSent) this.#lastSentAt = nowMs
    this.#hasSent = false
    if (this.#isStuck(nowMs)) this.#drop(new Dropped('slow', 'Nothing could be sent for too long.'))
    else if (this.#pipe.bufferedBytes() > limits.bufferedBytes) {
      this.#drop(tooSlow())
    } else if (
      this.#pipe.transport !== 'LongPolling' &&
      nowMs - this.#lastSentAt >= times.keepAlive
    )
      this.send(ping)
  }

  /** Of a long poll it is known only whether somebody came for the records. */
  #isStuck(nowMs: number): boolean {
    if (this.#pipe.transport === 'LongPolling') return false
    const sentBytes = this.#pipe.sentBytes()
    if (sentBytes > this.#sentBytes || this.#pipe.bufferedBytes() === 0) this.#lastRoomAt = nowMs
    this.#sentBytes = sentBytes
    return nowMs - this.#lastRoomAt >= this.#settings.times.send
  }
}
