import { afterAll, beforeAll, expect, it } from 'vitest'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { seededRandom } from '../../../src/testing/seededRandom'
import { startSetting, until, type Setting } from '../testing/setting'
import type { TestClient } from '../testing/hubClient'

const userCount = 50
const roomCount = 60
const eventCount = 10_000
/** Posted at once, before everybody is waited for. */
const burst = 100
const seed = 20_261_121

interface Room {
  readonly id: string
  readonly members: readonly string[]
  /** Ids of its messages, in their order. */
  readonly posted: string[]
}

interface Member {
  readonly name: string
  readonly id: string
  readonly client: TestClient
  readonly isListener: boolean
}

const random = seededRandom(seed)
const whole = (below: number): number => Math.floor(random() * below)
const names = Array.from({ length: userCount }, (_, index) => `user-${index}`)

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ sandbox: { seed: 'empty' } })
  for (const username of names) {
    setting.sandbox.control.addUser({ username, password: username, name: username })
  }
})
afterAll(() => setting.stop())

function createRooms(): readonly Room[] {
  return Array.from({ length: roomCount }, (_, index) => {
    const members = [
      ...new Set(Array.from({ length: 2 + whole(4) }, () => names[whole(userCount)]!)),
    ]
    const type = index % 2 === 0 ? 'p' : 'c'
    const room = setting.sandbox.control.createRoom({ name: `room-${index}`, type, members })
    return { id: room._id, members, posted: [] }
  })
}

/** Every third one is a listener. */
async function connect(rooms: readonly Room[], name: string, index: number): Promise<Member> {
  const isListener = index % 3 === 0
  const client = await (isListener ? setting.listen(name) : setting.open(name))
  const own = rooms.filter(({ members }) => members.includes(name))
  if (!isListener) for (const { id } of own) await client.invoke('watchRoom', id)
  return { name, id: setting.userId(name), client, isListener }
}

function messageIds(client: TestClient, room: Room): readonly unknown[] {
  return client
    .of(hubEvents.message)
    .filter(({ rid }) => rid === room.id)
    .map(({ _id }) => _id)
}

it(
  `H2 H14 of ${eventCount} random messages among ${userCount} users each reaches its members, in order and once, and nobody else`,
  { timeout: 180_000 },
  async () => {
    const rooms = createRooms()
    const members = await Promise.all(names.map((name, index) => connect(rooms, name, index)))
    for (let count = 0; count < eventCount; count += 1) {
      const room = rooms[whole(roomCount)]!
      const author = room.members[whole(room.members.length)]!
      room.posted.push(setting.sandbox.control.post(author, room.id, `text ${count}`)._id)
      if (count % burst !== burst - 1) continue
      const waitFor = rooms.flatMap(({ posted, members: own }) =>
        members
          .filter(({ name }) => own.includes(name))
          .map(({ client }) => ({ client, id: posted.at(-1) })),
      )
      await until(() =>
        waitFor.every(
          ({ client, id }) =>
            id === undefined ||
            client.heard.some(({ arguments: [m] }) => (m as { _id?: string })._id === id),
        ),
      )
    }
    for (const { name, id, client, isListener } of members) {
      await client.caughtUp()
      const own = new Set(
        rooms.filter((room) => room.members.includes(name)).map((room) => room.id),
      )
      const foreign = client.heard.filter(({ target, arguments: [argument] }) => {
        const told = argument as {
          rid?: string
          msg?: { rid?: string; _id: string; u?: { _id: string } }
        }
        if (target === hubEvents.message) return !own.has(told.rid ?? '')
        if (target === hubEvents.room) return !own.has(told.msg?._id ?? '')
        return !own.has(told.msg?.rid ?? '') || told.msg?.u?._id !== id
      })
      expect(foreign, `what ${name} should not have heard`).toEqual([])
      for (const room of rooms.filter((one) => own.has(one.id))) {
        expect(messageIds(client, room), `${name}${isListener ? ' (listener)' : ''}`).toEqual(
          room.posted,
        )
      }
    }
  },
)
