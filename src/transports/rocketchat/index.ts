export { createRocketChatAccounts } from './accounts'
export type { AbortHandle, HttpClient, RestDeps } from './rest'
export { createRocketChatTransports, type RocketChatDeps } from './rocketChatTransport'
export { serverAddress, type ServerAddress } from './serverAddress'
