import type { Credentials } from '../ports'
import type { BackendConfig, BackendDeps } from './createBackend'
import { exchangeToken } from './rocketchat/exchange'

/** What a host application says of its signed-in user. */
export interface HostToken {
  readonly token: string
  /** The user at the host. */
  readonly subject: string
  /** Epoch milliseconds; null when unknown. */
  readonly expiresAt: number | null
}

/**
 * Credentials of a user whom the host application has signed in (E8). Rejects with a ChatError: `auth` when the token is refused,
 * `validation` when the configuration does not say where it is taken.
 */
export async function handOver(
  config: BackendConfig,
  { token, subject, expiresAt }: HostToken,
  createHttp: BackendDeps['createHttp'],
): Promise<Credentials> {
  if (config.kind === 'rocketchat') {
    return exchangeToken({ http: createHttp(config.url), url: config.exchangeUrl }, token)
  }
  return { userId: subject, token, ...(expiresAt === null ? {} : { expiresAt }) }
}
