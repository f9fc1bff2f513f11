export { createRocketChatAccounts } from './accounts'
export type { AbortHandle, HttpClient, RestDeps } from './rest'
export { createRocketChatTransport, type RocketChatDeps } from './rocketChatTransport'
export { serverAddress, type ServerAddress } from './serverAddress'
