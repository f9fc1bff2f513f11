/** Why the hub ended a connection by itself; `protocol`: what the client sent cannot be understood. */
export type DropReason = 'slow' | 'silent' | 'protocol'

/** What `onDisconnected` is told of a connection that the hub ended. */
export class Dropped extends Error {
  override readonly name = 'Dropped'

  constructor(
    readonly reason: DropReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
