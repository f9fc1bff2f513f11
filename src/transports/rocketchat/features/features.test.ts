import { afterEach, beforeEach, expect, it } from 'vitest'
import { messageId, type ChannelId, type ServerEvent } from '../../../domain'
import type { ChatFeatures, ChatTransport } from '../../../ports'
import { startSmallSandbox, type SandboxBackend } from '../../../testing/sandboxBackend'

let rig: SandboxBackend
let ann: ChatTransport
let features: ChatFeatures
let events: ServerEvent[]
let channel: ChannelId

async function open(user: string): Promise<ChatTransport> {
  const credentials = await rig.backend.accounts.signIn({ user, password: user })
  const transport = rig.backend.transportsFor(credentials)()
  await transport.open(
    { onEvent: (event) => events.push(event), onLost: () => undefined },
    () => undefined,
  )
  return transport
}

const say = (id: string, text: string, rootId: string | null = null) =>
  ann.send({
    id: messageId(id),
    channelId: channel,
    text,
    answering: {
      rootId: rootId === null ? null : messageId(rootId),
      isInTimeline: rootId === null,
      quotedId: null,
    },
  })

beforeEach(async () => {
  events = []
  rig = await startSmallSandbox()
  ann = await open('ann')
  features = await ann.features()
  channel = await features.directory.openDirect('bob')
})
afterEach(async () => {
  ann.close()
  await rig.close()
})

it('stars for me, and gives back what is starred', async () => {
  const { id } = await say('m1', 'keep this')
  await features.marks.setStarred(id, true)
  await expect(ann.findMessage(id)).resolves.toMatchObject({ isStarred: true })
  const page = await features.marks.starred(channel, 0)
  expect(page).toMatchObject({ items: [{ id: 'm1' }], nextOffset: null })
  const bob = await open('bob')
  await expect(bob.findMessage(id)).resolves.toMatchObject({ isStarred: false })
  bob.close()
  await features.marks.setStarred(id, false)
  await expect(features.marks.starred(channel, 0)).resolves.toMatchObject({ items: [] })
})

it('K2 tells the commands there are, carries one out, and passes on what is said of it', async () => {
  const commands = await features.commands.list()
  expect(commands.find(({ name }) => name === 'shrug')).toMatchObject({ name: 'shrug' })
  await features.commands.run({ channelId: channel, rootId: null, name: 'shrug', params: 'Well' })
  const page = await features.search.inChannel(channel, 'Well', 0)
  expect(page.items).toMatchObject([{ text: 'Well ¯\\_(ツ)_/¯' }])
  const call = { channelId: channel, rootId: null, name: 'invite', params: '@nobody' }
  await features.commands.run(call)
  await expect
    .poll(() => events.filter(({ type }) => type === 'whispered'))
    .toMatchObject([
      { message: { channelId: channel, text: 'No user exists by the name of @nobody.' } },
    ])
  await expect(features.commands.run({ ...call, name: 'no-such' })).rejects.toThrow()
})

it('tells that all have read a message, and who, where the server keeps it', async () => {
  expect(ann.capabilities.receipts).toBe('none')
  rig.sandbox.control.setSetting('Message_Read_Receipt_Enabled', true)
  rig.sandbox.control.setSetting('Message_Read_Receipt_Store_Users', true)
  const again = await open('ann')
  expect(again.capabilities.receipts).toBe('native')
  const { id } = await say('m1', 'read me')
  await expect(ann.findMessage(id)).resolves.toMatchObject({ isUnread: true })
  const known = (await again.fetchChannels(null)).channels.find((one) => one.id === channel)
  if (known === undefined) throw new Error('the channel is not there')
  const asked = (): number => {
    const frames = rig.sandbox.control.received().filter((one) => one.kind === 'ddp')
    return frames.filter(({ frame }) => JSON.stringify(frame).includes('/messagesRead')).length
  }
  ;(await ann.watchChannel(known))()
  expect(asked()).toBe(0)
  const stop = await again.watchChannel(known)
  expect(asked()).toBe(1)
  const bob = await open('bob')
  for (const one of [bob, again]) await one.markRead(channel, { id, createdAt: 0 })
  await expect.poll(() => events.filter(({ type }) => type === 'messagesRead')).toHaveLength(1)
  await expect(ann.findMessage(id)).resolves.toMatchObject({ isUnread: false })
  const readers = await features.receipts.readers(id)
  expect(readers.map(({ user }) => user.username)).toEqual(['bob'])
  stop()
  again.close()
  bob.close()
})

it('searches a channel, page by page, also for what looks like a pattern', async () => {
  for (let index = 0; index < 30; index += 1) await say(`n${index}`, `needle ${index}`)
  await say('p', 'the path /etc/ is here')
  await say('q', 'and so on, etc.')
  const first = await features.search.inChannel(channel, 'needle', 0)
  expect(first.items).toHaveLength(25)
  const second = await features.search.inChannel(channel, 'needle', first.nextOffset ?? 0)
  expect(second.items).toHaveLength(5)
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(30)
  const path = await features.search.inChannel(channel, '/etc/', 0)
  expect(path.items.map(({ id }) => id)).toEqual(['p'])
})

it('replies in a thread: not in the channel, counted at its first message, followed, read', async () => {
  await say('root', 'a question')
  await say('r1', 'an answer', 'root')
  const { messages, total } = await features.threads.replies(messageId('root'), 0)
  expect(messages).toMatchObject([{ id: 'r1', rootId: 'root', isInTimeline: false }])
  expect(total).toBe(1)
  await expect(ann.findMessage(messageId('root'))).resolves.toMatchObject({
    thread: { replyCount: 1, isFollowed: true },
  })
  await features.threads.setFollowed(messageId('root'), false)
  await expect(features.threads.list(channel, 'following', 0)).resolves.toMatchObject({ items: [] })
  await expect(features.threads.list(channel, 'all', 0)).resolves.toMatchObject({
    items: [{ id: 'root' }],
  })
  await features.threads.markRead(channel, messageId('root'))
})

it('quotes a message; an edit keeps the quote', async () => {
  await say('m1', 'the first')
  const answering = { quotedId: messageId('m1') }
  const sent = await ann.send({ id: messageId('m2'), channelId: channel, text: 'yes', answering })
  expect(sent).toMatchObject({ text: 'yes', quotedId: 'm1' })
  const edited = await ann.edit({ id: sent.id, channelId: channel, text: 'no', answering })
  expect(edited).toMatchObject({
    text: 'no',
    quotedId: 'm1',
    attachments: [{ type: 'quote', authorName: 'ann' }],
  })
})
