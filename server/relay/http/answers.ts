import type { ServerResponse } from 'node:http'
import type { RelayFailure } from '../failure'

/** Whose words an answer is in: ABP's envelope, Rocket.Chat's, or plain JSON. */
export type Dialect = 'abp' | 'rocketchat' | 'plain'

export function writeJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}

/** ABP's envelope of a success. */
export function abpResult(result: object): object {
  return {
    result,
    targetUrl: null,
    success: true,
    error: null,
    unAuthorizedRequest: false,
    __abp: true,
  }
}

export function writeFailure(
  response: ServerResponse,
  dialect: Dialect,
  failure: RelayFailure,
): void {
  const { status, retryAfterMs } = failure
  if (retryAfterMs !== null) {
    response.setHeader('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  }
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  // What is left of the request's body is not read.
  if (!response.req.complete) response.setHeader('connection', 'close')
  writeJson(response, status, failureBody(dialect, failure))
}

function failureBody(dialect: Dialect, { status, code, message }: RelayFailure): object {
  switch (dialect) {
    case 'abp':
      return {
        result: null,
        targetUrl: null,
        success: false,
        error: { code, message, details: null, validationErrors: null },
        unAuthorizedRequest: status === 401,
        __abp: true,
      }
    case 'rocketchat':
      return {
        success: false,
        ...(status === 401 ? { status: 'error', message } : {}),
        error: `${message} [${code}]`,
        errorType: code,
      }
    case 'plain':
      return { error: message, code }
  }
}
