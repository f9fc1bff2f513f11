export { createHub, type Audience, type Hub } from './hub'
export { HubError, method, streamMethod } from './method'
export type { Call, HubMethod, HubMethods } from './method'
export { Dropped, type DropReason } from './dropped'
export type { HubConnection } from './connection'
export type { CloseReason } from './codec'
export { defaultLimits, defaultTimes } from './options'
export type {
  Credentials,
  HubClock,
  HubLimits,
  HubLog,
  HubOptions,
  HubTimes,
  HubUser,
  LogLevel,
  TransportName,
} from './options'
