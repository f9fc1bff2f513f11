/** What users may change of their own account: not what the host and the relay know them by. */
import { RelayFailure } from '../failure'
import { isFields } from '../upstream/body'

const OWN = new Set(['name', 'nickname', 'bio', 'statusText', 'statusType'])

/**
 * The body to pass on, written anew, so that it says the same to everybody who reads it. Throws with 403 when it would
 * change a username, an address or a password.
 */
export function checkProfileCall(body: Buffer): string {
  const { data } = read(body)
  if (!isFields(data)) throw invalid()
  const foreign = Object.keys(data).find((key) => !OWN.has(key))
  if (foreign === undefined) return JSON.stringify({ data })
  throw new RelayFailure(403, 'error-not-allowed', `The host decides on this: ${foreign}`)
}

function read(body: Buffer): { readonly data?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (isFields(value)) return value
  } catch {
    // Told below.
  }
  throw invalid()
}

function invalid(): RelayFailure {
  return new RelayFailure(400, 'error-invalid-arguments', 'The body cannot be understood')
}
