/** Status codes and bodies of success and failure (rocketchat.md §5.1, §7.1). */
import { WorldError } from '../world/errors'
import { InvalidParams } from './shape'

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is bytes or text. */
  readonly body: unknown
}

/** Ends a request with just this answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(readonly answer: Answer) {
    super(`status ${String(answer.status)}`)
  }
}

export function success(fields: object): Answer {
  return { status: 200, body: { ...fields, success: true } }
}

export function failure(status: number, error: string, errorType?: string): Answer {
  return {
    status,
    body: { success: false, error, ...(errorType === undefined ? {} : { errorType }) },
  }
}

/** 400 `Reason [code]`. */
export function refused(reason: string, code: string): Answer {
  return failure(400, `${reason} [${code}]`, code)
}

const NOT_LOGGED_IN = 'You must be logged in to do this.'

export const NOT_SIGNED_IN: Answer = {
  status: 401,
  body: { success: false, status: 'error', error: NOT_LOGGED_IN, message: NOT_LOGGED_IN },
}

export const LOGIN_FAILED: Answer = {
  status: 401,
  body: { success: false, status: 'error', error: 'Unauthorized', message: 'Unauthorized' },
}

export function tooManyRequests(waitSeconds: number): Answer {
  const wait = `You must wait ${String(waitSeconds)} seconds before trying this endpoint again.`
  return failure(
    429,
    `Error, too many requests. Please slow down. ${wait} [error-too-many-requests]`,
  )
}

/** The answer for whatever a handler threw. */
export function answerFor(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer
  if (error instanceof InvalidParams) {
    const code = error.where === 'body' ? 'invalid-params' : 'error-invalid-params'
    return failure(400, error.faults.map((fault) => `${fault} [${code}]`).join('\n '), code)
  }
  if (error instanceof WorldError) return forWorldError(error)
  return failure(500, 'Internal server error')
}

function forWorldError(error: WorldError): Answer {
  return {
    status: 400,
    body: {
      success: false,
      error: error.message,
      ...(error.code === null ? {} : { errorType: error.code }),
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  }
}

/** A plain answer of any status, for faults made on purpose. */
export function plainAnswer(status: number): Answer {
  if (status === 401) return NOT_SIGNED_IN
  if (status === 429) return tooManyRequests(1)
  return failure(status, status >= 500 ? 'Internal server error' : 'Refused')
}
