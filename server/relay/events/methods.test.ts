import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decodeHubErrorCode, hubEvents } from '../../../src/protocol/hub/hub'
import { createManualClock } from '../../../src/testing/manualClock'
import { startSetting, until, type Setting } from '../testing/setting'
import type { TestClient } from '../testing/hubClient'

let setting: Setting
let room: string

beforeAll(async () => {
  setting = await startSetting({
    overrides: { 'hub.roomsPerClient': 20, 'hub.peoplePerClient': 200 },
  })
  room = setting.sandbox.control.createRoom({ name: 'watched', members: ['ann', 'bob'] })._id
})

afterEach(() => setting.leave())
afterAll(() => setting.stop())

/** Of a channel, at a server that does not tell who has read. */
const streams = 4

const addUsers = (...names: readonly string[]): void => {
  for (const name of names) {
    setting.sandbox.control.addUser({ username: name, password: name, name })
  }
}
const saying = (text: string) => (event: Record<string, unknown>) => event.msg === text

async function failure(client: TestClient, method: string, ...args: readonly unknown[]) {
  const error = await client.invoke(method, ...args).then(
    () => null,
    (reason: unknown) => reason as Error,
  )
  return { text: error?.message ?? '', code: decodeHubErrorCode(error?.message ?? '') }
}

describe('openChat', () => {
  it('H5 tells the version and the user, however often', async () => {
    const ann = await setting.open('ann')
    const answer = { version: 1, userId: setting.userId('ann') }
    expect(await ann.invoke('openChat', { version: 1 })).toEqual(answer)
    expect(await ann.invoke('openChat', { version: 1 })).toEqual(answer)
  })

  it('H3 compares names without case', async () => {
    const ann = await setting.listen('ann')
    expect(await ann.invoke('OPENCHAT', { version: 1 })).toMatchObject({ version: 1 })
    expect(await ann.invoke('watchroom', room)).toBeNull()
  })

  it('H4 takes a newer version and keys that it does not know, and says which version it speaks', async () => {
    const ann = await setting.listen('ann')
    expect(await ann.invoke('openChat', { version: 7, more: true })).toMatchObject({ version: 1 })
    await expect(ann.invoke('somethingNewer')).rejects.toThrow(
      "Unknown hub method 'somethingNewer'",
    )
  })

  it('H5 leaves no gap: what happens after it resolved arrives', async () => {
    const { control } = setting.sandbox
    for (const name of ['new1', 'new2', 'new3', 'new4', 'new5']) {
      control.addUser({ username: name, password: name, name })
      const own = control.createRoom({ name: `of-${name}`, members: [name, 'bob'] })._id
      const client = await setting.open(name)
      control.post('bob', own, 'at once')
      const changed = await client.first(
        hubEvents.room,
        ({ msg }) => (msg as { _id: string })._id === own,
      )
      expect(changed).toMatchObject({ method: 'update' })
    }
  })

  it('H5 waits 20 seconds for an upstream, and no longer', async () => {
    const clock = createManualClock(Date.now())
    const away = await startSetting({ deps: { clock } })
    away.sandbox.control.freeze()
    const ann = await away.listen('ann')
    let isSettled = false
    const opened = failure(ann, 'openChat', { version: 1 }).finally(() => (isSettled = true))
    await ann.caughtUp()
    await clock.pass(19_999)
    await ann.caughtUp()
    expect(isSettled).toBe(false)
    await clock.pass(1)
    expect(await opened).toEqual({
      text: expect.stringContaining('HubException: ') as string,
      code: 'error-not-ready',
    })
    away.sandbox.control.thaw()
    await away.stop()
  })
})

describe('watchRoom', () => {
  it('H6 brings the messages of the channel, unchanged', async () => {
    const ann = await setting.open('ann')
    expect(await ann.invoke('watchRoom', room)).toBeNull()
    const sent = setting.sandbox.control.post('bob', room, 'watched ✓')
    const heard = await ann.first(hubEvents.message, saying('watched ✓'))
    expect(heard).toMatchObject({ _id: sent._id, rid: room, ts: { $date: sent.ts.getTime() } })
  })

  it('H6 resolves once all its streams are acknowledged', async () => {
    const ann = await setting.open('ann')
    const before = setting.asked('ann').length
    await ann.invoke('watchRoom', room)
    expect(setting.asked('ann').slice(before).sort()).toEqual(
      [
        `+ stream-notify-room ${room}/deleteMessage`,
        `+ stream-notify-room ${room}/deleteMessageBulk`,
        `+ stream-notify-room ${room}/user-activity`,
        `+ stream-room-messages ${room}`,
      ].sort(),
    )
  })

  it('H6 twice is the same as once', async () => {
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    await ann.invoke('watchRoom', room)
    setting.sandbox.control.post('bob', room, 'only once')
    await ann.first(hubEvents.message, saying('only once'))
    await ann.caughtUp()
    expect(ann.of(hubEvents.message).filter(saying('only once'))).toHaveLength(1)
    await ann.invoke('unwatchRoom', room)
    expect(setting.asked('ann').at(-1)).toMatch(/^- /)
  })

  it('H6 is refused when Rocket.Chat refuses, and then nothing stays subscribed', async () => {
    const { control } = setting.sandbox
    const secret = control.createRoom({ name: 'secret', type: 'p', members: ['bob'] })._id
    const ann = await setting.open('ann')
    expect(await failure(ann, 'watchRoom', secret)).toMatchObject({ code: 'error-not-allowed' })
    expect(await failure(ann, 'watchRoom', 'noSuchRoom')).toMatchObject({
      code: 'error-not-allowed',
    })
    control.post('bob', secret, 'not for ann')
    await ann.caughtUp()
    expect(JSON.stringify(ann.heard)).not.toContain('not for ann')
    control.addMember('secret', 'ann')
    expect(await ann.invoke('watchRoom', secret)).toBeNull()
  })

  it('H6 allows 20 channels at a time, and H10 tells what is too many', async () => {
    const { control } = setting.sandbox
    const rooms = Array.from(
      { length: 21 },
      (_, index) => control.createRoom({ name: `many${index}`, members: ['ann'] })._id,
    )
    const ann = await setting.open('ann')
    for (const rid of rooms.slice(0, 20)) await ann.invoke('watchRoom', rid)
    expect(await failure(ann, 'watchRoom', rooms[20])).toMatchObject({ code: 'error-too-many' })
    expect(await ann.invoke('watchRoom', rooms[0])).toBeNull()
    await ann.invoke('unwatchRoom', rooms[0])
    expect(await ann.invoke('watchRoom', rooms[20])).toBeNull()
  })
})

describe('unwatchRoom', () => {
  it('H7 ends it for the caller; the other tab goes on, and the upstream with it', async () => {
    const [one, two] = [await setting.open('ann'), await setting.open('ann')]
    await one.invoke('watchRoom', room)
    await two.invoke('watchRoom', room)
    const before = setting.asked('ann').length
    expect(await one.invoke('unwatchRoom', room)).toBeNull()
    setting.sandbox.control.post('bob', room, 'for the other tab')
    await two.first(hubEvents.message, saying('for the other tab'))
    await one.caughtUp()
    expect(one.of(hubEvents.message).filter(saying('for the other tab'))).toEqual([])
    expect(setting.asked('ann').slice(before)).toEqual([])
    await two.invoke('unwatchRoom', room)
    await until(() => setting.asked('ann').length === before + streams)
    expect(
      setting
        .asked('ann')
        .slice(before)
        .every((line) => line.startsWith('- ')),
    ).toBe(true)
  })

  it('H7 comes by itself when the last tab that watches leaves', async () => {
    const [one, two] = [await setting.open('ann'), await setting.open('ann')]
    await one.invoke('watchRoom', room)
    const before = setting.asked('ann').length
    await one.stop()
    await until(() => setting.asked('ann').length === before + streams)
    expect(await two.invoke('unwatchRoom', room)).toBeNull()
  })
})

describe('watchPresence', () => {
  it('H8 tells of the people asked for, and H13 as the list of Rocket.Chat', async () => {
    addUsers('seen1', 'seen2')
    const ann = await setting.open('ann')
    expect(await ann.invoke('watchPresence', [setting.userId('seen1')])).toBeNull()
    expect(await ann.invoke('watchPresence', [setting.userId('seen2')])).toBeNull()
    await setting.listen('seen2')
    await setting.listen('seen1')
    for (const name of ['seen1', 'seen2']) {
      const uid = setting.userId(name)
      const event = await ann.first(hubEvents.presence, (heard) => heard.uid === uid)
      expect(event).toEqual({ uid, msg: expect.arrayContaining([name, 1]) as unknown })
    }
  })

  it('H8 is each client’s own', async () => {
    addUsers('seen3')
    const [one, two] = [await setting.open('ann'), await setting.open('ann')]
    await one.invoke('watchPresence', [setting.userId('seen3')])
    await two.invoke('watchPresence', [setting.userId('bob')])
    await setting.listen('seen3')
    await one.first(hubEvents.presence, ({ uid }) => uid === setting.userId('seen3'))
    await two.caughtUp()
    expect(two.of(hubEvents.presence)).toEqual([])
  })

  it('H8 allows 200 people, and H10 tells what is too many', async () => {
    const ann = await setting.open('ann')
    const people = Array.from({ length: 200 }, (_, index) => `user${index}`)
    expect(await ann.invoke('watchPresence', people)).toBeNull()
    expect(await ann.invoke('watchPresence', people)).toBeNull()
    expect(await failure(ann, 'watchPresence', ['oneMore'])).toMatchObject({
      code: 'error-too-many',
    })
  })
})

describe('setTyping', () => {
  it('H9 tells others, with an answer or without, and H15 what the person does', async () => {
    const [ann, bob] = [await setting.open('ann'), await setting.open('bob')]
    await ann.invoke('watchRoom', room)
    expect(await bob.invoke('setTyping', room, 'bob', true)).toBeNull()
    const begun = { rid: room, name: 'bob', activities: ['user-typing'] }
    expect(await ann.first(hubEvents.typing)).toEqual(begun)
    await bob.connection.send('setTyping', room, 'bob', false)
    const ended = await ann.first(hubEvents.typing, ({ activities }) => String(activities) === '')
    expect(ended).toEqual({ ...begun, activities: [] })
  })

  it('H9 does not tell of a failure', async () => {
    const [ann, bob] = [await setting.open('ann'), await setting.open('bob')]
    await ann.invoke('watchRoom', room)
    expect(await bob.invoke('setTyping', room, 'somebody else', true)).toBeNull()
    expect(await bob.invoke('setTyping', 'noSuchRoom', 'bob', true)).toBeNull()
    await bob.invoke('setTyping', room, 'bob', true)
    await ann.first(hubEvents.typing)
    expect(ann.of(hubEvents.typing)).toHaveLength(1)
  })
})

describe('failures', () => {
  const long = 'x'.repeat(129)
  it.each<[string, readonly unknown[]]>([
    ['openChat', []],
    ['openChat', [1]],
    ['openChat', [{}]],
    ['openChat', [{ version: '1' }]],
    ['openChat', [{ version: 0 }]],
    ['openChat', [{ version: 1.5 }]],
    ['openChat', [{ version: 1 }, 2]],
    ['watchRoom', []],
    ['watchRoom', [['a']]],
    ['watchRoom', ['']],
    ['watchRoom', ['a', 'b']],
    ['watchRoom', ['a/user-activity']],
    ['watchRoom', ['__my_messages__']],
    ['watchRoom', [long]],
    ['unwatchRoom', [null]],
    ['watchPresence', ['u1']],
    ['watchPresence', [[1]]],
    ['setTyping', ['a', 'ann']],
    ['setTyping', ['a', 'ann', 'true']],
    ['setTyping', ['a', '', true]],
  ])('H10 %s(%j) is told as wrong arguments', async (method, args) => {
    const ann = await setting.listen('ann')
    expect(await failure(ann, method, ...args)).toEqual({
      text: expect.stringMatching(/HubException: .+ \[error-invalid-arguments\]$/) as string,
      code: 'error-invalid-arguments',
    })
  })

  it('H10 openChat comes first', async () => {
    const ann = await setting.listen('ann')
    for (const [method, ...args] of [
      ['watchRoom', room],
      ['unwatchRoom', room],
      ['watchPresence', []],
      ['setTyping', room, 'ann', true],
    ] as const) {
      expect(await failure(ann, method, ...args)).toMatchObject({ code: 'error-not-open' })
    }
  })

  it('H10 tells when Rocket.Chat does not sign the user in', async () => {
    const plain = await startSetting({ overrides: { 'im.createTokenSecret': undefined } })
    const bob = await plain.listen('bob')
    expect(await failure(bob, 'openChat', { version: 1 })).toMatchObject({
      code: 'error-chat-sign-in',
    })
    expect(await failure(bob, 'openChat', { version: 1 })).toMatchObject({
      code: 'error-chat-sign-in',
    })
    const admin = await plain.listen('admin')
    expect(await failure(admin, 'openChat', { version: 1 })).toMatchObject({
      code: 'error-chat-sign-in',
    })
    const fresh = await plain.open('somebodyNew')
    expect(fresh.heard).toEqual([])
    await plain.stop()
  })
})
