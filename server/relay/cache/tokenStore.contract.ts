import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TokenStore } from './tokenStore'

export interface TokenStoreSetting {
  readonly store: TokenStore
  /** Lets this time go by for the store. */
  pass(ms: number): Promise<void>
  stop(): Promise<void>
}

/** What every adapter of TokenStore does. */
export function tokenStoreContract(name: string, open: () => Promise<TokenStoreSetting>): void {
  describe(`${name} as a token store`, () => {
    let setting: TokenStoreSetting
    let store: TokenStore

    beforeAll(async () => {
      setting = await open()
      store = setting.store
    })
    afterAll(() => setting.stop())

    it('has nothing at first', async () => {
      expect(await store.get('nobody')).toBeNull()
    })

    it('gives back what was put in, the last one', async () => {
      await store.set('ann', 'first', 60_000)
      await store.set('ann', 'second ✓', 60_000)
      expect(await store.get('ann')).toBe('second ✓')
    })

    it('keeps keys apart, strange ones too', async () => {
      await store.set('__proto__', 'p', 60_000)
      await store.set('a:b', 'ab', 60_000)
      expect([await store.get('__proto__'), await store.get('a:b'), await store.get('a')]).toEqual([
        'p',
        'ab',
        null,
      ])
    })

    it('forgets on request, twice too', async () => {
      await store.set('bob', 'x', 60_000)
      await store.delete('bob')
      await store.delete('bob')
      expect(await store.get('bob')).toBeNull()
    })

    it('forgets when the time is over', async () => {
      await store.set('short', 'x', 40)
      await store.set('long', 'x', 60_000)
      await setting.pass(60)
      expect([await store.get('short'), await store.get('long')]).toEqual([null, 'x'])
    })
  })
}
