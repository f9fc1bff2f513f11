import { Redis } from 'ioredis'
import type { Secret } from '../config/secret'
import { reasonOf, type Log } from '../log'
import type { TokenStore } from './tokenStore'

const PREFIX = 'parley:relay:'
const COMMAND_TIMEOUT_MS = 1_000
const MAX_RECONNECT_MS = 5_000

/** Shared by all relays with the same URL. Every call rejects at once while Redis is away; it reconnects by itself. */
export function createRedisTokenStore(url: Secret, log: Log): TokenStore {
  const redis = new Redis(url.reveal(), {
    keyPrefix: PREFIX,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS),
  })
  redis.on('error', (error: unknown) => {
    log.warn(reasonOf(error), 'redis')
  })
  return {
    get: (key) => redis.get(key),
    async set(key, value, lifetimeMs) {
      await redis.set(key, value, 'PX', lifetimeMs)
    },
    async delete(key) {
      await redis.del(key)
    },
    close() {
      redis.disconnect()
      return Promise.resolve()
    },
  }
}
