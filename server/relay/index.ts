export { ConfigError, readConfig, type RelayConfig } from './config/config'
export { startRelay, type Relay, type RelayDeps } from './startRelay'
