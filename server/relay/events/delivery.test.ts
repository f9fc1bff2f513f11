import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../src/ports'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { openNodeSocket } from '../../../src/testing/nodeSocket'
import { createDdpClient } from '../../../src/transports/rocketchat'
import { machineClock } from '../clock'
import { pageOf } from '../testing/host'
import { startSetting, type Setting } from '../testing/setting'

let setting: Setting
let room: string

beforeAll(async () => {
  setting = await startSetting({
    sandbox: { settings: { Message_Read_Receipt_Enabled: true } },
  })
  room = setting.sandbox.control.createRoom({ name: 'told', members: ['ann', 'bob'] })._id
})

afterEach(() => setting.leave())
afterAll(() => setting.stop())

const saying = (text: string) => (event: Record<string, unknown>) => event.msg === text
const about = (id: string) => (event: Record<string, unknown>) => {
  const msg = event.msg as { readonly _id?: string; readonly rid?: string }
  return msg._id === id || msg.rid === id
}

it('H3 half a surrogate pair costs neither a connection nor the events of others', async () => {
  const half = 'half \ud83d of a pair'
  const { _id: rid } = setting.sandbox.control.createRoom({ name: 'half', members: ['ann', 'bob'] })
  const clients = [await setting.open('ann'), await setting.open('bob')]
  for (const client of clients) await client.invoke('watchRoom', rid)
  setting.sandbox.control.post('bob', rid, half)
  const page = await pageOf(setting.relay.url, 'bob')
  const message = { _id: 'halfapairhalfapair', rid, msg: `${half} by REST` }
  expect((await page.post('/api/v1/chat.sendMessage', { message })).status).toBe(200)
  await clients[0]!.connection.send('setTyping', rid, '\udc00', true)
  setting.sandbox.control.post('bob', rid, 'after it')
  for (const client of clients) {
    await client.first(hubEvents.message, saying('after it'))
    const texts = client.of(hubEvents.message).map(({ msg }) => msg)
    expect(texts).toEqual([half, `${half} by REST`, 'after it'])
    expect(await client.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    expect(client.of(hubEvents.session)).toEqual([])
  }
})

describe('who hears what', () => {
  it('H2 an event reaches only clients of the user whose upstream it came from', async () => {
    const { control } = setting.sandbox
    const own = control.createRoom({ name: 'ann-only', type: 'p', members: ['ann'] })._id
    const clients = {
      ann: [await setting.open('ann'), await setting.listen('ann')],
      bob: [await setting.open('bob'), await setting.listen('bob')],
    }
    await clients.ann[0]!.invoke('watchRoom', own)
    await clients.bob[0]!.invoke('watchRoom', room)
    control.post('ann', own, 'for ann alone')
    await clients.ann[0]!.first(hubEvents.message, saying('for ann alone'))
    await clients.ann[1]!.first(hubEvents.message, saying('for ann alone'))
    for (const client of clients.bob) {
      await client.caughtUp()
      expect(JSON.stringify(client.heard)).not.toContain('for ann alone')
      expect(JSON.stringify(client.heard)).not.toContain(own)
    }
  })

  it('H12 listeners hear the last message of every channel, chat clients each message once', async () => {
    const [chat, listener] = [await setting.open('ann'), await setting.listen('ann')]
    await chat.invoke('watchRoom', room)
    setting.sandbox.control.post('bob', room, 'to both')
    const heard = await listener.first(hubEvents.message, saying('to both'))
    expect(await chat.first(hubEvents.message, saying('to both'))).toMatchObject({ _id: heard._id })
    for (const client of [chat, listener]) {
      await client.caughtUp()
      expect(client.of(hubEvents.message).filter(saying('to both'))).toHaveLength(1)
    }
    expect(listener.of(hubEvents.room)).toEqual([])
    expect(chat.of(hubEvents.room).some(about(room))).toBe(true)
    expect(listener.of(hubEvents.subscription).some(about(room))).toBe(true)
  })

  it('H12 a listener becomes a chat client by openChat, at any time', async () => {
    const ann = await setting.listen('ann')
    setting.sandbox.control.post('bob', room, 'while listening')
    await ann.first(hubEvents.message, saying('while listening'))
    await ann.invoke('openChat', { version: 1 })
    setting.sandbox.control.post('bob', room, 'while not watching')
    await ann.first(hubEvents.room, ({ msg }) => JSON.stringify(msg).includes('while not watching'))
    await ann.caughtUp()
    expect(ann.of(hubEvents.message).filter(saying('while not watching'))).toEqual([])
  })
})

describe('what is told', () => {
  it('H3 payloads are those of Rocket.Chat, unchanged, one argument for each event', async () => {
    const page = await pageOf(setting.relay.url, 'ann')
    const login = await page.post('/api/services/app/Im/Authenticate')
    const { accessToken, userId } = (login.body as { result: Record<string, string> }).result
    const frames = await directFrames(accessToken ?? '', [
      ['stream-room-messages', room],
      ['stream-notify-user', `${userId ?? ''}/rooms-changed`],
      ['stream-notify-user', `${userId ?? ''}/subscriptions-changed`],
    ])
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    setting.sandbox.control.post('bob', room, 'the same @ann :tada: `code`')
    const message = await ann.first(hubEvents.message, saying('the same @ann :tada: `code`'))
    const changed = await ann.first(hubEvents.room, about(room))
    const subscription = await ann.first(hubEvents.subscription, about(room))
    expect(frames.heard[0]).toEqual([message])
    expect(frames.heard).toContainEqual(['updated', changed.msg])
    expect(frames.heard).toContainEqual(['updated', subscription.msg])
    expect(ann.heard.every((event) => event.arguments.length === 1)).toBe(true)
    frames.close()
  })

  it('H11 method tells what became of a record', async () => {
    const { control } = setting.sandbox
    const ann = await setting.open('ann')
    const rid = control.createRoom({ name: 'fates', members: ['bob'] })._id
    const methods = (target: typeof hubEvents.room | typeof hubEvents.subscription) =>
      ann
        .of(target)
        .filter(about(rid))
        .map(({ method }) => method)
    control.addMember('fates', 'ann')
    await ann.first(hubEvents.subscription, about(rid))
    expect(methods(hubEvents.subscription)[0]).toBe('insert')
    expect((await ann.first(hubEvents.room, about(rid))).method).toBe('insert')
    control.post('bob', rid, 'a change @ann')
    await ann.first(
      hubEvents.subscription,
      (event) => about(rid)(event) && event.method === 'update',
    )
    await ann.first(hubEvents.room, (event) => about(rid)(event) && event.method === 'update')
    control.removeMember('fates', 'ann')
    await ann.first(
      hubEvents.subscription,
      (event) => about(rid)(event) && event.method === 'remove',
    )
  })

  it.each([
    ['changed', 'update'],
    ['', 'update'],
    ['somethingNewer', 'update'],
    ['removed', 'remove'],
  ])('H11 of Rocket.Chat’s %j makes %s', async (action, method) => {
    const ann = await setting.open('ann')
    const eventName = `${setting.userId('ann')}/rooms-changed`
    tell('stream-notify-user', eventName, [action, { _id: `r-${action}` }])
    expect(await ann.first(hubEvents.room)).toEqual({ msg: { _id: `r-${action}` }, method })
  })

  it('H11 of a deletion it is the name of Rocket.Chat’s event', async () => {
    const ann = await setting.open('ann')
    const page = await pageOf(setting.relay.url, 'bob')
    await ann.invoke('watchRoom', room)
    const { _id } = setting.sandbox.control.post('bob', room, 'gone soon')
    const login = await page.post('/api/services/app/Im/Authenticate')
    const { accessToken = '', userId = '' } = (login.body as { result: Record<string, string> })
      .result
    await fetch(`${setting.sandbox.url}/api/v1/chat.delete`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-auth-token': accessToken,
        'x-user-id': userId,
      },
      body: JSON.stringify({ roomId: room, msgId: _id }),
    })
    expect(await ann.first(hubEvents.deletion)).toEqual({
      rid: room,
      msg: { _id },
      method: 'deleteMessage',
    })
    const filter = { rid: room, users: [], ts: { $gt: { $date: 1 } } }
    tell('stream-notify-room', `${room}/deleteMessageBulk`, [filter])
    expect(await ann.first(hubEvents.deletion, ({ method }) => method !== 'deleteMessage')).toEqual(
      {
        rid: room,
        msg: filter,
        method: 'deleteMessageBulk',
      },
    )
  })

  it('H13 H15 presence is a list, activities are passed on with names and lists only', async () => {
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    await ann.invoke('watchPresence', ['u9'])
    tell('stream-user-presence', 'u9', [['nine', 3, '忙']], 'u9')
    expect(await ann.first(hubEvents.presence)).toEqual({ uid: 'u9', msg: ['nine', 3, '忙'] })
    tell('stream-notify-room', `${room}/user-activity`, ['nine', ['user-recording'], {}])
    expect(await ann.first(hubEvents.typing)).toEqual({
      rid: room,
      name: 'nine',
      activities: ['user-recording'],
    })
  })

  it('H28 what everybody has read goes to those who watch the channel', async () => {
    const [ann, bob] = [await setting.open('ann'), await setting.open('bob')]
    await ann.invoke('watchRoom', room)
    const msg = { until: { $date: 1_700_000_000_000 } }
    tell('stream-notify-room', `${room}/messagesRead`, [msg])
    expect(await ann.first(hubEvents.read)).toEqual({ rid: room, msg })
    expect(bob.of(hubEvents.read)).toEqual([])
  })

  it('H27 a whisper goes to the chat clients of its user', async () => {
    const [ann, bob] = [await setting.open('ann'), await setting.open('bob')]
    const whisper = { _id: 'w1', rid: room, msg: 'No such user.', private: true }
    tell('stream-notify-user', `${setting.userId('ann')}/message`, [whisper])
    const heard = await ann.first(hubEvents.whisper)
    expect(heard).toEqual({ msg: whisper })
    expect(bob.of(hubEvents.whisper)).toEqual([])
  })

  it('H14 the events of a channel keep their order', async () => {
    const [one, two] = [await setting.open('ann'), await setting.open('ann')]
    for (const client of [one, two]) await client.invoke('watchRoom', room)
    const texts = Array.from({ length: 300 }, (_, index) => `number ${index}`)
    for (const text of texts) setting.sandbox.control.post('bob', room, text)
    for (const client of [one, two]) {
      await client.first(hubEvents.message, saying('number 299'))
      const heard = client.of(hubEvents.message).map(({ msg }) => msg)
      expect(heard).toEqual(texts)
    }
  })

  it('costs the frame, not the line, when it cannot be read', async () => {
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    for (const args of [[], [null], ['text'], [[1]]]) {
      tell('stream-room-messages', room, args)
      tell('stream-notify-room', `${room}/deleteMessage`, args)
      tell('stream-notify-room', `${room}/user-activity`, args)
      tell('stream-notify-user', `${setting.userId('ann')}/rooms-changed`, args)
    }
    setting.sandbox.control.sendRaw('ann', 'no JSON')
    setting.sandbox.control.post('bob', room, 'still there')
    await ann.first(hubEvents.message, saying('still there'))
    expect(ann.of(hubEvents.message)).toHaveLength(1)
  })
})

/** A frame that the sandbox would not send by itself. */
function tell(collection: string, eventName: string, args: readonly unknown[], id = 'id'): void {
  const frame = { msg: 'changed', collection, id, fields: { eventName, args, uid: id } }
  setting.sandbox.control.sendRaw('ann', JSON.stringify(frame))
}

/** What a client of Rocket.Chat itself hears: the arguments of each event. */
async function directFrames(token: string, streams: readonly (readonly [string, string])[]) {
  const heard: unknown[] = []
  const client = createDdpClient(
    { openSocket: openNodeSocket, clock: machineClock, logger: silentLogger },
    { onChanged: (_collection, _id, { args }) => heard.push(args), onLost: () => undefined },
  )
  await client.connect(`${setting.sandbox.url.replace('http', 'ws')}/websocket`)
  await client.call('login', [{ resume: token }])
  for (const [name, event] of streams) await client.subscribe(name, [event, false])
  return { heard, close: client.close }
}
