/** What comes in from one client: records, their pace, and its silence (signalr.md §9). */
import type { ConnectionSettings } from './options'
import type { Pacing } from './pipe'
import { RecordReader } from './records'

/** Why a client is not read; a bit each. */
export const holds = { opening: 1, uploads: 2, pace: 4 } as const
export type Hold = (typeof holds)[keyof typeof holds]

const kibibyte = 1_024

export class Receiving {
  readonly #pacing: Pacing
  readonly #reader: RecordReader
  /** What may come in per tick. */
  readonly #allowance: number
  #budget: number
  #held = 0
  #hasReceived = true
  #lastReceivedAt: number

  constructor(pacing: Pacing, { limits, times, now }: ConnectionSettings) {
    this.#pacing = pacing
    this.#reader = new RecordReader(limits.messageBytes)
    this.#allowance = Math.ceil((limits.recordsPerSecond * times.tick) / 1_000)
    this.#budget = this.#allowance
    this.#lastReceivedAt = now()
  }

  /** The records that these bytes complete. @throws {ProtocolError} when one is too long */
  read(chunk: Buffer): readonly string[] {
    this.#hasReceived = true
    const records = this.#reader.read(chunk)
    this.#budget -= Math.max(1, records.length) + chunk.length / kibibyte
    if (this.#budget < 0) this.hold(holds.pace)
    return records
  }

  hold(why: Hold): void {
    if (this.#held === 0) this.#pacing.pause()
    this.#held |= why
  }

  release(why: Hold): void {
    this.#release(why)
  }

  releaseAll(): void {
    this.#release(this.#held)
  }

  /** Grants what may be received until the next tick. */
  tick(nowMs: number): void {
    if (this.#hasReceived || this.#held > 0) this.#lastReceivedAt = nowMs
    this.#hasReceived = false
    this.#budget = Math.min(this.#allowance, this.#budget + this.#allowance)
    if (this.#budget >= 0) this.#release(holds.pace)
  }

  /** How long nothing came although the client was read. */
  silentMs(nowMs: number): number {
    return nowMs - this.#lastReceivedAt
  }

  #release(what: number): void {
    if (this.#held === 0) return
    this.#held &= ~what
    if (this.#held > 0) return
    this.#hasReceived = true
    this.#pacing.resume()
  }
}
