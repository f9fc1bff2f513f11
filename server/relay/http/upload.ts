import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import { LoginRefused, loginRefusedAgain, RelayFailure, tooLarge } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import { atMost } from '../upstream/body'
import type { UpstreamAnswer } from '../upstream/upstream'
import type { PassDeps } from './passThrough'
import type { PassTarget } from './target'

type UploadDeps = Pick<PassDeps, 'act' | 'upstream' | 'limits'>

const FORM = /^multipart\/form-data\s*;/i

/**
 * Passes a form with a file on while it comes in. Bytes that were sent cannot be sent again: so the login is tried
 * out, and renewed, before the first one leaves. Rejects with a RelayFailure.
 */
export async function upload(
  deps: UploadDeps,
  principal: Principal,
  { route, path }: PassTarget,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { act, upstream, limits } = deps
  const type = request.headers['content-type'] ?? ''
  const length = request.headers['content-length']
  if (!FORM.test(type)) {
    throw new RelayFailure(415, 'error-media-type', 'The body must be multipart/form-data')
  }
  if (Number(length ?? 0) > limits.uploadBytes) throw tooLarge()
  const login = await act(principal, {
    mayUseAgent: false,
    async run(tried) {
      await upstream.json({ route: 'me', method: 'GET', path: '/api/v1/me', login: tried })
      return tried
    },
  })
  const body = atMost(limits.uploadBytes, tooLarge)
  // How it ends is told by the upstream's answer.
  pipeline(request, body, () => undefined)
  try {
    return await upstream.open({
      route,
      method: 'POST',
      path,
      login,
      body,
      signal,
      headers: {
        'content-type': type,
        ...(length === undefined ? {} : { 'content-length': length }),
      },
    })
  } catch (error) {
    if (body.errored instanceof RelayFailure) throw body.errored
    throw error instanceof LoginRefused ? loginRefusedAgain() : error
  }
}
