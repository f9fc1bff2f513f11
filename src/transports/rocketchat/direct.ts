import type { ChatTransport, Credentials } from '../../ports'
import { createDdpRealtime, type DdpRealtimeDeps } from './ddpRealtime'
import { createRest, signWith, type RestDeps } from './rest'
import type { FilePlatform } from './transfers'
import { createRocketChatTransports } from './rocketChatTransport'

export type DirectDeps = RestDeps & DdpRealtimeDeps & { readonly files: FilePlatform }

/** The client talks to Rocket.Chat itself. Gives a new transport for every connection of this user. */
export function createDirectTransports(
  deps: DirectDeps,
  credentials: Credentials,
): () => ChatTransport {
  return createRocketChatTransports({
    clock: deps.clock,
    logger: deps.logger,
    rootUrl: deps.address.url,
    newAbort: () => deps.newAbort(),
    files: deps.files,
    createRest: () => createRest(deps, signWith(credentials)),
    createRealtime: (listener) => createDdpRealtime(deps, credentials, listener),
  })
}

export { createRocketChatAccounts } from './accounts'
export { serverAddress } from './serverAddress'
