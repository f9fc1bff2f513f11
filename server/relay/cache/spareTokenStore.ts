import { reasonOf, type Log } from '../log'
import type { TokenStore } from './tokenStore'

/**
 * Goes on with `spare` while `main` fails: without it, each request of each user would sign in anew and
 * run into Rocket.Chat's limits. What is written or read goes to both, so that the spare knows what is current, also of what
 * other processes have written.
 * @param keepMs how long the spare keeps what was read
 */
export function createSpareTokenStore(
  main: TokenStore,
  spare: TokenStore,
  keepMs: number,
  log: Log,
): TokenStore {
  async function attempt<T>(run: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      log.warn(reasonOf(error), 'token store failed, memory is used')
      return otherwise()
    }
  }
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    get: (key) =>
      attempt(
        async () => {
          const value = await main.get(key)
          await (value === null ? spare.delete(key) : spare.set(key, value, keepMs))
          return value
        },
        () => spare.get(key),
      ),
    async set(key, value, lifetimeMs) {
      await spare.set(key, value, lifetimeMs)
      await attempt(() => main.set(key, value, lifetimeMs), nothing)
    },
    async delete(key) {
      await spare.delete(key)
      await attempt(() => main.delete(key), nothing)
    },
    async close() {
      await spare.close()
      await main.close()
    },
  }
}
