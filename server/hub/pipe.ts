/** The transport of one connection, as the connection sees it: records out, room, and an end. */
import type { TransportName } from './options'
import type { Packet } from './packet'

export interface Pipe {
  readonly transport: TransportName
  /** Says who hears of bytes and of the end; called once, before anything else. */
  listen(events: PipeEvents): void
  /** @param onFlushed called when the records have left, or never will */
  write(packet: Packet, onFlushed?: () => void): void
  /** Bytes that have not left yet. */
  bufferedBytes(): number
  /** Grows as long as bytes leave. */
  sentBytes(): number
  /** Stops taking bytes from the client; some may still come. */
  pause(): void
  resume(): void
  /** Ends after what was written before. */
  end(): void
  /** Ends at once. */
  destroy(): void
  /** Looks at the transport's own time-outs. */
  tick(nowMs: number): void
}

/** What a pipe reports. After `onEnd` nothing more comes; it is called once. */
export interface PipeEvents {
  onBytes(chunk: Buffer): void
  onEnd(error: Error | null): void
}

/** How a client that sends by POST is kept from sending: the answer waits. */
export interface Pacing {
  pause(): void
  resume(): void
}
