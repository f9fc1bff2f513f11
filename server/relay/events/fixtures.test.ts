import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { pageOf } from '../testing/host'
import type { Heard, TestClient } from '../testing/hubClient'
import { startSetting, until, type Setting } from '../testing/setting'

/**
 * What a relay sends in a fixed course of events, as recorded in `src/protocol/hub/fixtures`: one event a line. With
 * UPDATE_HUB_FIXTURES=1 the files are written anew.
 */
const folder = new URL('../../../src/protocol/hub/fixtures/', import.meta.url)
const isUpdating = process.env.UPDATE_HUB_FIXTURES === '1'

let setting: Setting
let chat: TestClient
let listener: TestClient

beforeAll(async () => {
  setting = await startSetting({
    sandbox: { seed: 'empty' },
    overrides: { 'identity.activeClaim': 'active' },
  })
  for (const name of ['ann', 'bob']) {
    setting.sandbox.control.addUser({ username: name, password: name, name: `${name} of Parley` })
  }
  const parts = { claims: { active: true } }
  chat = await setting.open('ann', { parts })
  listener = await setting.listen('ann', { parts })
  await play()
})

afterAll(() => setting.stop())

/** Each step waits until it has arrived, so that the order is always the same. */
async function play(): Promise<void> {
  const { control } = setting.sandbox
  const rid = control.createRoom({ name: 'plans', members: ['bob'] })._id
  control.addMember('plans', 'ann')
  await chat.first(hubEvents.subscription)
  // What everybody has read is watched where the server tells it.
  control.setSetting('Message_Read_Receipt_Enabled', true)
  await chat.invoke('watchRoom', rid)
  control.setSetting('Message_Read_Receipt_Enabled', false)
  await chat.invoke('watchPresence', [setting.userId('bob')])
  const first = control.post('bob', rid, 'Good morning @ann, see https://example.org :tada:')
  await chat.first(hubEvents.message)
  const bob = await setting.open('bob', { parts: { claims: { active: true } } })
  await chat.first(hubEvents.presence)
  for (const isTyping of [true, false]) {
    await bob.invoke('setTyping', rid, 'bob', isTyping)
    const wanted = isTyping ? 'user-typing' : ''
    await chat.first(hubEvents.typing, ({ activities }) => String(activities) === wanted)
  }
  const page = await pageOf(setting.relay.url, 'ann', { claims: { active: true } })
  await page.post('/api/v1/chat.sendMessage', {
    message: { rid, msg: 'Morning!', tmid: first._id },
  })
  await heardBy(chat, 'Morning!')
  await page.post('/api/v1/subscriptions.read', { rid })
  const second = control.post('bob', rid, 'Not for long')
  await heardBy(chat, 'Not for long')
  await remove(rid, second._id)
  await chat.first(hubEvents.deletion)
  await page.post('/api/v1/commands.run', { command: 'invite', params: '@nobody', roomId: rid })
  await chat.first(hubEvents.whisper)
  control.setSetting('Message_Read_Receipt_Enabled', true)
  control.post('bob', rid, 'Has everybody read this?')
  await heardBy(chat, 'Has everybody read this?')
  const other = await pageOf(setting.relay.url, 'bob', { claims: { active: true } })
  for (const reader of [page, other]) await reader.post('/api/v1/subscriptions.read', { rid })
  await chat.first(hubEvents.read)
  control.removeMember('plans', 'ann')
  await chat.first(hubEvents.subscription, ({ method }) => method === 'remove')
  control.cutSockets()
  await chat.first(hubEvents.session, ({ state }) => state === 'restored')
  const locked = await pageOf(setting.relay.url, 'ann', { claims: { active: false } })
  await locked.get('/api/v1/me')
  await Promise.all([chat.ended, listener.ended])
}

const heardBy = (client: TestClient, text: string): Promise<void> =>
  until(() => JSON.stringify(client.of(hubEvents.message)).includes(text))

/** Past the relay: nothing in the app deletes yet. */
async function remove(rid: string, msgId: string): Promise<void> {
  const bob = await pageOf(setting.relay.url, 'bob', { claims: { active: true } })
  const login = await bob.post('/api/services/app/Im/Authenticate')
  const { accessToken = '', userId = '' } = (login.body as { result: Record<string, string> })
    .result
  await fetch(`${setting.sandbox.url}/api/v1/chat.delete`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': accessToken,
      'x-user-id': userId,
    },
    body: JSON.stringify({ roomId: rid, msgId }),
  })
}

const isId = (text: string): boolean => /^[A-HJ-NP-Za-km-z2-9]{17}$/.test(text)

/** Ids by the order in which they come, dates by their number. The same id has the same name everywhere. */
function createScrubber() {
  const names = new Map<string, string>()
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? `id${names.size + 1}`
    names.set(id, name)
    return name
  }
  return function scrub(value: unknown, key?: string): unknown {
    if (typeof value === 'string') return isId(value) ? nameOf(value) : value
    if (key === '$date') return 1_700_000_000_000
    if (Array.isArray(value)) return value.map((item) => scrub(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, scrub(item, name)]),
    )
  }
}

async function compare(file: string, heard: readonly Heard[]): Promise<void> {
  const scrub = createScrubber()
  const lines = heard.map((event) => `${JSON.stringify(scrub(event))}\n`).join('')
  const path = new URL(file, folder)
  if (isUpdating) await writeFile(path, lines)
  expect(lines).toBe(await readFile(path, 'utf8'))
}

describe('what a relay sends', () => {
  it('covers each event', () => {
    const heard = new Set([...chat.heard, ...listener.heard].map(({ target }) => target))
    expect([...heard].sort()).toEqual(Object.values(hubEvents).sort())
  })

  it('H3 to a chat client is as recorded', () => compare('chatClient.jsonl', chat.heard))

  it('H12 to a listener is as recorded', () => compare('listener.jsonl', listener.heard))
})
