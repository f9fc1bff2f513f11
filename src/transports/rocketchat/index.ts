export { createDdpClient, type DdpClient, type DdpClientDeps, type DdpListener } from './ddpClient'
export { lostLine } from './errors'
export { isFields, list, object, text, texts, toFields, type Fields } from './fields'
export { allNative, type CreateRealtime, type Realtime, type RealtimeListener } from './realtime'
export {
  createRest,
  type AbortHandle,
  type HttpClient,
  type Rest,
  type RestDeps,
  type Sign,
} from './rest'
export type { FilePlatform } from './transfers'
export { createRocketChatTransports } from './rocketChatTransport'
export { subscribeToPeople, subscribeToRoom, subscribeToUser, tellTyping } from './subscriptions'
