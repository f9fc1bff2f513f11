import type {
  ChatTransport,
  Clock,
  Credentials,
  CredentialsKeeper,
  Logger,
  RunAlone,
} from '../../ports'
import {
  createRest,
  createRocketChatTransports,
  lostLine,
  type FilePlatform,
  type Rest,
  type RestDeps,
  type Sign,
} from '../rocketchat'
import { hostHeaders, type HostAccounts } from './hostAccounts'
import { createHostTokens } from './hostTokens'
import type { HostAddress } from './hubAddress'
import { createHubRealtime } from './hubRealtime'
import { createInFlight } from './inFlight'

export interface RelayedDeps extends RestDeps {
  readonly files: FilePlatform
  readonly clock: Clock
  readonly logger: Logger
  readonly host: HostAddress
  readonly accounts: HostAccounts
  readCookie(name: string): string | null
  readonly runAlone: RunAlone
}

/** The client talks to a host application, which talks to Rocket.Chat. Gives a new transport for every connection. */
export function createRelayedTransports(
  deps: RelayedDeps,
  credentials: Credentials,
  keeper: CredentialsKeeper,
): () => ChatTransport {
  const { clock, logger, host } = deps
  const tokens = createHostTokens(credentials, {
    clock,
    keeper,
    requestRenewal: deps.accounts.renew,
    runAlone: (run) => deps.runAlone(`parley:renewal:${host.apiUrl}:${credentials.userId}`, run),
  })
  const sign: Sign = async () => {
    const current = await tokens.current()
    return {
      headers: { ...hostHeaders(deps), Authorization: `Bearer ${current.token}` },
      renew: () => tokens.renew(current),
      isSecondHand: tokens.isSecondHand(current),
    }
  }
  return createRocketChatTransports({
    clock,
    logger,
    rootUrl: host.apiUrl,
    newAbort: () => deps.newAbort(),
    files: deps.files,
    createRest: () => endAtOnce(createRest(deps, sign), clock),
    createRealtime: (listener) =>
      createHubRealtime(
        {
          hub: host.hub,
          headers: () => hostHeaders(deps),
          tokens,
          async verifyToken() {
            await createRest(deps, sign).get('me')
          },
          clock,
          logger,
        },
        listener,
      ),
  })
}

/** Ends calls that wait for another token as well: a renewal takes its time (C7). */
function endAtOnce(rest: Rest, clock: Clock): Rest {
  const inFlight = createInFlight(clock)
  return {
    get: (route, query) => inFlight.until(rest.get(route, query)),
    post: (route, body) => inFlight.until(rest.post(route, body)),
    transfer: (call, handle) => inFlight.until(rest.transfer(call, handle)),
    abort() {
      rest.abort()
      inFlight.end(lostLine('closed here'))
    },
  }
}
