export { createRocketChatAccounts } from './accounts'
export type { AbortHandle, RestDeps } from './rest'
export { createRocketChatTransport, type RocketChatDeps } from './rocketChatTransport'
export { serverAddress, type ServerAddress } from './serverAddress'
