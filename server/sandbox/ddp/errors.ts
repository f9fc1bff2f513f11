/** Method and subscription errors: six keys, never fewer than five (rocketchat.md §1.4). */
import type { DdpError } from '../../../src/protocol/rocketchat/ddp'
import { WorldError } from '../world/errors'

/** Thrown by methods and publications. */
export class MeteorError extends Error {
  override readonly name = 'MeteorError'

  constructor(
    readonly error: string | number,
    readonly reason?: string,
    readonly details?: unknown,
  ) {
    super(reason ?? String(error))
  }
}

export function toDdpError(error: unknown): DdpError {
  if (error instanceof MeteorError) return shape(error.error, error.reason, error.details)
  if (error instanceof WorldError) {
    return shape(error.code ?? error.reason, error.reason, error.details)
  }
  return shape(500, 'Internal server error')
}

function shape(error: string | number, reason?: string, details?: unknown): DdpError {
  const code = `[${error}]`
  return {
    isClientSafe: true,
    error,
    ...(reason === undefined ? {} : { reason }),
    message: reason === undefined ? code : `${reason} ${code}`,
    ...(details === undefined ? {} : { details }),
    errorType: 'Meteor.Error',
  }
}
