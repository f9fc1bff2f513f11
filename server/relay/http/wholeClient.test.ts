import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import { origin, pageOf, startTestRelay, untilReady, type TestRelay } from '../testing/host'

/** What a full client asks for, by way of the relay, at both families of servers. */
describe.each(['monolith', 'streamer'] as const)('H21 passed on to a %s', (family) => {
  let sandbox: Sandbox
  let relay: TestRelay
  let ann: Awaited<ReturnType<typeof pageOf>>
  let rid: string
  let messageId: string

  beforeAll(async () => {
    sandbox = await startSandbox({ family, tokenSecret: 'the token secret' })
    relay = await startTestRelay(sandbox.url)
    await untilReady(relay)
    ann = await pageOf(relay.url, 'ann')
    rid = sandbox.control.createRoom({ name: 'whole', members: ['ann', 'bob'] })._id
    messageId = sandbox.control.post('bob', rid, 'to be kept')._id
  })

  afterAll(async () => {
    await relay.stop()
    await sandbox.stop()
  })

  const post = async (call: string, body: object) => {
    const answer = await ann.post(`/api/v1/${call}`, body)
    return answer.status
  }
  const get = async (path: string) => (await ann.get(`/api/v1/${path}`)).status
  const readCall = (tmid: string) => ({
    message: JSON.stringify({ msg: 'method', id: '1', method: 'readThreads', params: [tmid] }),
  })

  it.each([
    ['chat.pinMessage', () => ({ messageId })],
    ['chat.starMessage', () => ({ messageId })],
    ['chat.followMessage', () => ({ mid: messageId })],
    ['method.call/readThreads', () => readCall(messageId)],
    ['rooms.favorite', () => ({ roomId: rid, favorite: true })],
    ['channels.setTopic', () => ({ roomId: rid, topic: 'new' })],
    ['channels.create', () => ({ name: 'fresh' })],
    ['commands.run', () => ({ command: 'me', roomId: rid, params: 'waves' })],
    ['users.setStatus', () => ({ message: 'here' })],
    ['users.updateOwnBasicInfo', () => ({ data: { nickname: 'A' } })],
    ['rooms.createDiscussion', () => ({ prid: rid, t_name: 'more' })],
  ])('POST %s', async (call, body) => {
    expect(await post(call, body())).toBe(200)
  })

  it.each([
    ['chat.getPinnedMessages', () => `roomId=${rid}`],
    ['chat.getThreadMessages', () => `tmid=${messageId}`],
    ['chat.search', () => `roomId=${rid}&searchText=kept`],
    ['channels.members', () => `roomId=${rid}`],
    ['directory', () => 'type=users'],
    ['users.info', () => 'username=bob'],
    ['permissions.listAll', () => ''],
    ['emoji-custom.list', () => ''],
    ['commands.list', () => ''],
  ])('GET %s', async (call, query) => {
    expect(await get(`${call}?${query()}`)).toBe(200)
  })

  it('names, addresses and passwords stay with the host', async () => {
    const data = { username: 'mallory', newPassword: 'mine' }
    expect(await post('users.updateOwnBasicInfo', { data })).toBe(403)
  })

  it('pictures: one’s own, and the emoji of the workspace', async () => {
    const form = new FormData()
    form.append('image', new Blob([new Uint8Array([1])], { type: 'image/png' }), 'me.png')
    const headers = { authorization: `Bearer ${ann.token}`, origin }
    const url = `${relay.url}/api/v1/users.setAvatar`
    expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(200)
    const emoji = await fetch(`${relay.url}/emoji-custom/parley.png`)
    expect([emoji.status, emoji.headers.get('content-type')]).toEqual([200, 'image/png'])
  })
})
