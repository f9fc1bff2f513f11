import { afterEach, expect, it } from 'vitest'
import { startSandbox, type Sandbox, type SandboxOptions } from './index'
import { openSession, signIn, subscribe, type DdpClient } from './testing/clients'

let sandbox: Sandbox

afterEach(() => sandbox.stop())

const events = ['subscriptions-changed', 'rooms-changed', 'notification']

async function start(options: SandboxOptions = {}): Promise<DdpClient> {
  sandbox = await startSandbox(options)
  const { token, userId } = await signIn(sandbox.url, 'ann')
  const client = await openSession(sandbox.url, token)
  await subscribe(client, 'm', 'room-messages', 'GENERAL')
  for (const event of events) await subscribe(client, event, 'notify-user', `${userId}/${event}`)
  return client
}

/** What arrives of these posts by Bob, in order: the last part of the event, and the text or the id of what it tells. */
async function arrivals(client: DdpClient, texts: readonly string[]): Promise<readonly string[]> {
  for (const text of texts) sandbox.control.post('bob', 'general', text)
  const all = (): readonly { readonly name: string; readonly text: string }[] =>
    client.frames().flatMap((frame) => {
      const { msg, fields } = frame as {
        readonly msg?: string
        readonly fields?: { readonly eventName: string; readonly args: readonly unknown[] }
      }
      if (msg !== 'changed' || fields === undefined) return []
      const name = fields.eventName.split('/').at(-1) ?? ''
      const told = fields.args.at(-1) as { readonly msg?: string }
      return [{ name, text: told.msg ?? '' }]
    })
  const wanted = texts.length * 4
  await expect.poll(() => all().length, { timeout: 4_000 }).toBeGreaterThanOrEqual(wanted)
  return all().map(({ name, text }) => (name === 'GENERAL' ? text : name))
}

const texts = Array.from({ length: 12 }, (_, index) => `number ${index} for @ann`)
const isMessage = (one: string): boolean => one.startsWith('number')

it('§9.12 the effects of an act leave in the order they are made', async () => {
  const heard = await arrivals(await start(), texts)
  const others = ['rooms-changed', 'subscriptions-changed', 'notification']
  expect(heard).toEqual(texts.flatMap((text) => [text, ...others]))
})

it('§3.3 shuffled they come in any order, those of one name in their own, and none is lost', async () => {
  const heard = await arrivals(await start({ shuffle: 3 }), texts)
  expect(heard.filter(isMessage)).toEqual(texts)
  const places = texts.map((text) => heard.indexOf(text))
  const inOrder = places.filter((place, index) => place === 4 * index)
  expect(inOrder.length).toBeLessThan(texts.length)
  expect(heard.toSorted()).toEqual([...texts, ...texts.flatMap(() => events)].toSorted())
})

it('§9.12 an answer comes before or after the events of its act; without a seed after all of them', async () => {
  const client = await start({ shuffle: 11 })
  const ann = await signIn(sandbox.url, 'ann')
  const orders = new Set<string>()
  async function send(index: number): Promise<string> {
    const id = `shuffled${index}`
    const isThere = (): boolean => client.frames().some((one) => JSON.stringify(one).includes(id))
    await ann.post('chat.sendMessage', { message: { _id: id, rid: 'GENERAL', msg: 'x' } })
    const order = isThere() ? 'event first' : 'answer first'
    await expect.poll(isThere).toBe(true)
    return order
  }
  for (let index = 0; index < 20; index += 1) orders.add(await send(index))
  expect([...orders].toSorted()).toEqual(['answer first', 'event first'])
  sandbox.control.shuffle(null)
  for (let index = 20; index < 30; index += 1) await send(index)
})
