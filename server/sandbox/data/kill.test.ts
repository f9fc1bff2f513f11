/** kill -9 in the middle of sends, again and again on one file: what was acknowledged or told is there. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChance } from '../seed/chance'
import { openSession, sendFile, signIn, withToken, type RestClient } from '../testing/clients'
import { runSandbox, type SandboxProcess } from '../testing/process'

const ROUNDS = 20
const FEWEST_HAPPENINGS = 5
const MOST_HAPPENINGS = 250
const SENDERS = ['one', 'two', 'three', 'four', 'five', 'six']
const SEED = 4

interface Sender {
  readonly client: RestClient
  readonly name: string
  /** The direct room with the reader. */
  readonly direct: string
  /** Ids in the order in which they were sent; each was acknowledged before the next. */
  readonly acknowledged: string[]
  /** Sent, but the answer never came. */
  pending: string | null
}

let folder: string
let args: readonly string[]
let senders: readonly Sender[]
let reader: RestClient
const told = new Set<string>()

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-kill-'))
  args = ['--seed', 'empty', '--data', path.join(folder, 'chat.db')]
  const sandbox = runSandbox(args)
  const { url } = await sandbox.ready
  const admin = await signIn(url, 'admin')
  for (const username of ['reader', ...SENDERS]) {
    const user = { username, name: username, password: username, email: `${username}@a.example` }
    expect((await admin.post('users.create', user)).status).toBe(200)
  }
  reader = await signIn(url, 'reader')
  senders = await Promise.all(SENDERS.map((name) => aSender(url, name)))
  sandbox.kill()
  await sandbox.ended
}, 60_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function aSender(url: string, name: string): Promise<Sender> {
  const client = await signIn(url, name)
  const { body } = await client.post('im.create', { username: 'reader' })
  const direct = (body as { room: { rid: string } }).room.rid
  return { client, name, direct, acknowledged: [], pending: null }
}

const at = (url: string, { userId, token }: RestClient): RestClient => withToken(url, userId, token)

/** Messages with even numbers go to everybody, the others to the reader. */
function roomOf({ direct }: Sender, id: string): string {
  return Number(id.split('-')[1]) % 2 === 0 ? 'GENERAL' : direct
}

async function send(client: RestClient, sender: Sender, id: string): Promise<void> {
  sender.pending = id
  const message = { _id: id, rid: roomOf(sender, id), msg: id }
  const { status, body } = await client.post('chat.sendMessage', { message })
  const isThereAlready = status === 400 && JSON.stringify(body).includes("'starred'")
  expect(status === 200 || isThereAlready, JSON.stringify(body)).toBe(true)
  sender.acknowledged.push(id)
  sender.pending = null
}

/** Sends one message after the other until the server is gone. */
async function sendOn(url: string, sender: Sender, happens: () => void): Promise<void> {
  const client = at(url, sender.client)
  try {
    if (sender.pending !== null) await send(client, sender, sender.pending)
    for (;;) {
      const sending = send(client, sender, `${sender.name}-${sender.acknowledged.length}`)
      happens()
      await sending
      happens()
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error // fetch rejects with one when the line is lost
  }
}

async function listen(url: string, happens: () => void): Promise<void> {
  const client = await openSession(url, reader.token)
  client.socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as {
      readonly fields?: { readonly args?: readonly [{ readonly _id: string }] }
    }
    const id = frame.fields?.args?.[0]._id
    if (id !== undefined) told.add(id)
    happens()
  })
  client.send({ msg: 'sub', id: 'all', name: 'stream-room-messages', params: ['__my_messages__'] })
  await client.settled()
}

async function runRound(sandbox: SandboxProcess, killAfter: number): Promise<void> {
  const { url } = await sandbox.ready
  let left = killAfter
  const happens = (): void => {
    left -= 1
    if (left === 0) sandbox.kill()
  }
  await listen(url, happens)
  await Promise.all(senders.map((sender) => sendOn(url, sender, happens)))
  await sandbox.ended
}

interface Told {
  readonly messages: readonly { readonly _id: string }[]
  readonly room: { readonly msgs: number }
  readonly subscription: { readonly unread: number }
}

async function ask(client: RestClient, query: string): Promise<Told> {
  const { status, body } = await client.get(query)
  expect([query, status]).toEqual([query, 200])
  return body as Told
}

/** The ids of a room, oldest first; its counters must fit. */
async function idsIn(client: RestClient, rid: string): Promise<readonly string[]> {
  const type = rid === 'GENERAL' ? 'channels' : 'im'
  const { messages } = await ask(client, `${type}.history?roomId=${rid}&count=0`)
  const { room } = await ask(client, `rooms.info?roomId=${rid}`)
  expect(room.msgs).toBe(messages.length)
  return messages.map(({ _id }) => _id).toReversed()
}

async function verify(url: string): Promise<void> {
  const own = at(url, reader)
  const general = await idsIn(own, 'GENERAL')
  const stored = new Set(general)
  for (const sender of senders) {
    const direct = await idsIn(at(url, sender.client), sender.direct)
    const { subscription } = await ask(own, `subscriptions.getOne?roomId=${sender.direct}`)
    expect(subscription.unread).toBe(direct.length)
    verifyRoom('GENERAL', general, sender)
    verifyRoom(sender.direct, direct, sender)
    for (const id of direct) stored.add(id)
  }
  expect([...told].filter((id) => !stored.has(id))).toEqual([])
}

/** All that was acknowledged, once, in order; at most the pending one comes on top. */
function verifyRoom(rid: string, ids: readonly string[], sender: Sender): void {
  const own = ids.filter((id) => id.startsWith(`${sender.name}-`))
  const wanted = sender.acknowledged.filter((id) => roomOf(sender, id) === rid)
  expect(own.filter((id) => id !== sender.pending)).toEqual(wanted)
  expect(new Set(own).size).toBe(own.length)
}

describe('kill -9', () => {
  it(`loses and doubles nothing in ${ROUNDS} rounds`, async () => {
    const chance = createChance(SEED)
    for (let round = 0; round < ROUNDS; round += 1) {
      const sandbox = runSandbox(args)
      await verify((await sandbox.ready).url)
      await runRound(sandbox, chance.between(FEWEST_HAPPENINGS, MOST_HAPPENINGS))
    }
    const sandbox = runSandbox(args)
    await verify((await sandbox.ready).url)
    sandbox.kill('SIGTERM')
    expect(await sandbox.ended).toBe(0)
    const sent = senders.map(({ acknowledged }) => acknowledged.length)
    expect(Math.min(...sent, told.size)).toBeGreaterThan(0)
  }, 180_000)

  it('loses no byte of a file that was acknowledged, shown or not', async () => {
    const kept: string[] = []
    const content = randomBytes(300_000)
    for (let round = 0; round < 3; round += 1) {
      const sandbox = runSandbox(args)
      const { url } = await sandbox.ready
      const client = at(url, reader)
      const file = { name: 'f.bin', type: 'application/octet-stream', content }
      const { status, body } = await sendFile(url, client, 'GENERAL', file)
      expect(status).toBe(200)
      const { attachments } = (body as { message: { attachments: { title_link: string }[] } })
        .message
      kept.push(attachments[0]?.title_link ?? '')
      sandbox.kill()
      await sandbox.ended
    }
    const sandbox = runSandbox(args)
    const { url } = await sandbox.ready
    const headers = { 'x-user-id': reader.userId, 'x-auth-token': reader.token }
    for (const address of kept) {
      const answer = await fetch(url + address, { headers })
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
    }
    sandbox.kill('SIGTERM')
    await sandbox.ended
  }, 60_000)
})
