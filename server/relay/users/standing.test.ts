import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { pageOf } from '../testing/host'
import { startSetting, type Setting } from '../testing/setting'

let setting: Setting

beforeEach(async () => {
  setting = await startSetting({ overrides: { 'identity.activeClaim': 'active' } })
})

afterEach(async () => {
  await setting.stop()
})

const seconds = Math.floor(Date.now() / 1000)
const claims = (active: boolean, ago: number) => ({ active, iat: seconds - ago })
const isActive = () =>
  setting.sandbox.control.world().users.find(({ username }) => username === 'frank')?.active

async function me(active: boolean, ago: number): Promise<number> {
  const page = await pageOf(setting.relay.url, 'frank', { claims: claims(active, ago) })
  return (await page.get('/api/v1/me')).status
}

describe('a token that is older than a lock-out', () => {
  it.each([60, 30])('is refused and unlocks nobody (issued %i seconds ago)', async (ago) => {
    expect(await me(true, 60)).toBe(200)
    expect(await me(false, 30)).toBe(403)
    expect(await me(true, ago)).toBe(403)
    expect(isActive()).toBe(false)
  })

  it('H16 is refused by the hub too', async () => {
    expect(await me(true, 60)).toBe(200)
    expect(await me(false, 30)).toBe(403)
    const frank = await setting.listen('frank', { parts: { claims: claims(true, 60) } })
    await frank.first(hubEvents.session, ({ state }) => state === 'ended')
    await frank.ended
    expect(isActive()).toBe(false)
  })

  it('stands back behind a newer one, which unlocks', async () => {
    expect(await me(true, 60)).toBe(200)
    expect(await me(false, 30)).toBe(403)
    expect(await me(true, 20)).toBe(200)
    expect(isActive()).toBe(true)
  })
})

describe('a lock-out that is older than the unlocking', () => {
  it('H16 is refused and locks nobody out', async () => {
    const parts = { claims: claims(true, 20) }
    const frank = await setting.open('frank', { parts })
    expect(await me(false, 30)).toBe(403)
    const late = await setting.listen('frank', { parts: { claims: claims(false, 30) } })
    await late.caughtUp()
    expect(isActive()).toBe(true)
    expect(await frank.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    expect(frank.of(hubEvents.session)).toEqual([])
  })
})

it('tokens that do not say when they were issued count as before', async () => {
  for (const active of [true, false, true]) {
    const page = await pageOf(setting.relay.url, 'frank', { claims: { active } })
    expect((await page.get('/api/v1/me')).status).toBe(active ? 200 : 403)
  }
})
