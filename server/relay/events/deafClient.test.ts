import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { createManualClock, type ManualClock } from '../../../src/testing/manualClock'
import { hostToken, pageOf } from '../testing/host'
import type { TestClient } from '../testing/hubClient'
import { startSetting, until, type Setting } from '../testing/setting'

let setting: Setting
let clock: ManualClock

beforeEach(async () => {
  clock = createManualClock(Date.now())
  setting = await startSetting({ overrides: { logLevel: 'debug' }, deps: { clock } })
})

afterEach(() => setting.stop())

const END = '\u001e'
const TEXT = 'x'.repeat(4_000)

it('H19 a client that reads nothing is dropped after 10 seconds and catches up; others do not notice', async () => {
  const room = setting.sandbox.control.createRoom({ name: 'flood', members: ['ann', 'bob'] })._id
  const ann = await setting.open('ann')
  await ann.invoke('watchRoom', room)
  const deaf = await openRaw('bob', room)
  const closed = new Promise((resolve) => deaf.on('close', resolve))
  deaf.pause()
  const posted: string[] = []
  const isDropped = () => setting.relay.logged().includes('Nothing could be sent for too long.')
  for (let batch = 1; !isDropped(); batch += 1) {
    await post(room, ann, posted)
    // What fits into the buffers of the machine has left; what does not may wait for 10 seconds.
    for (let second = 0; second < 12; second += 1) await clock.pass(1_000)
    await ann.caughtUp()
  }
  expect(setting.relay.logged()).not.toContain('reads too slowly')
  deaf.resume()
  await closed

  await post(room, ann, posted)
  const heard = ann.of(hubEvents.message).map(({ _id }) => _id)
  expect(heard).toEqual(posted)
  expect(ann.of(hubEvents.session)).toEqual([])

  const back = await openRaw('bob', room)
  const page = await pageOf(setting.relay.url, 'bob')
  const { body } = await page.get(`/api/v1/channels.history?roomId=${room}&count=100`)
  const found = (body as { messages: readonly { _id: string }[] }).messages.map(({ _id }) => _id)
  expect(found.slice(0, 40).toReversed()).toEqual(posted.slice(-40))
  back.terminate()
})

/** Less than what may wait for one client, so that only time can drop it. */
async function post(room: string, hearing: TestClient, posted: string[]): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    posted.push(setting.sandbox.control.post('ann', room, TEXT)._id)
  }
  const last = posted.at(-1)
  await hearing.first(hubEvents.message, ({ _id }) => _id === last)
}

/** A chat client that speaks the protocol by hand, so that it can stop reading. */
async function openRaw(userName: string, room: string): Promise<WebSocket> {
  const address = setting.relay.url.replace('http', 'ws')
  const socket = new WebSocket(`${address}/hub?access_token=${await hostToken(userName)}`)
  let text = ''
  socket.on('message', (data: Buffer) => (text += data.toString()))
  await new Promise((resolve) => socket.once('open', resolve))
  const call = (target: string, id: string, argument: unknown): string =>
    JSON.stringify({ type: 1, target, invocationId: id, arguments: [argument] }) + END
  socket.send(`{"protocol":"json","version":1}${END}`)
  socket.send(call('openChat', 'a', { version: 1 }))
  socket.send(call('watchRoom', 'b', room))
  await until(() => text.includes('"invocationId":"b"'))
  return socket
}
