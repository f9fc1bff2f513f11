export { createHostAccounts, type HostAccountDeps } from './hostAccounts'
export type { HostAddress, HubTransport } from './hubAddress'
export { createRelayedTransports, type RelayedDeps } from './relayed'
