/** The transport of one connection, as the connection sees it: bytes out, room, and an end. */
import type { TransportName } from './options'

export interface Pipe {
  readonly transport: TransportName
  /**
   * Sends whole records. A buffer holds UTF-8 and may be shared by many pipes.
   * @param onFlushed called when they have left, or never will
   */
  write: (records: string | Buffer, onFlushed?: () => void) => void
  /** Bytes that have not left yet. */
  bufferedBytes: () => number
  /** Stops taking bytes from the client. */
  pause: () => void
  resume: () => void
  /** Ends after what was written before. */
  end: () => void
  /** Ends at once. */
  destroy: () => void
  /** Looks at the transport's own time-outs. */
  tick: (nowMs: number) => void
}

/** What a pipe reports. After `onEnd` nothing more comes; it is called once. */
export interface PipeEvents {
  onBytes: (chunk: Buffer) => void
  onEnd: (error: Error | null) => void
}
