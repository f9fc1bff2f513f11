import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  comparePositions,
  messageId,
  type Channel,
  type ChannelId,
  type ChatError,
  type Membership,
  type Message,
  type Position,
  type ServerEvent,
  channelId,
} from '../domain'
import type { ChatTransport, FileSending, OutgoingFile, TransportListener } from '../ports'

/** A back end with two users, `ann` and `bob`, who share a public channel of ann’s and nothing else. */
export interface ContractBackend {
  /** A transport that was not opened, for a user by name; credentials that were revoked for `revoked`. */
  createTransport(user: 'ann' | 'bob' | 'revoked'): ChatTransport
  /** From now on the server keeps who has read what, and says so to lines that open. */
  keepReceipts(): void
  /** Lines of all connected users drop; new ones can be made at once. */
  dropLines(): void
  close(): Promise<void>
}

interface Opened {
  readonly transport: ChatTransport
  readonly events: readonly ServerEvent[]
  readonly lost: readonly ChatError[]
  /** Resolves with the first event, past or future, that fits. */
  event<T extends ServerEvent['type']>(
    type: T,
    fits?: (event: Extract<ServerEvent, { type: T }>) => boolean,
  ): Promise<Extract<ServerEvent, { type: T }>>
}

/** What every ChatTransport promises. Each case is somebody's bug. */
export function describeTransport(
  name: string,
  createBackend: () => Promise<ContractBackend>,
): void {
  describe(`ChatTransport: ${name}`, () => {
    let backend: ContractBackend
    const opened: ChatTransport[] = []

    beforeEach(async () => {
      backend = await createBackend()
    })

    afterEach(async () => {
      for (const transport of opened.splice(0)) transport.close()
      await backend.close()
    })

    async function open(user: 'ann' | 'bob'): Promise<Opened> {
      const transport = backend.createTransport(user)
      opened.push(transport)
      const events: ServerEvent[] = []
      const lost: ChatError[] = []
      const waiting = new Set<(event: ServerEvent) => void>()
      const listener: TransportListener = {
        onEvent: (event) => {
          events.push(event)
          for (const wake of [...waiting]) wake(event)
        },
        onLost: (error) => lost.push(error),
      }
      await transport.open(listener, () => undefined)
      return {
        transport,
        events,
        lost,
        event: (type, fits = () => true) =>
          new Promise((resolve) => {
            const take = (event: ServerEvent): void => {
              if (event.type !== type || !fits(event as never)) return
              waiting.delete(take)
              resolve(event as never)
            }
            waiting.add(take)
            events.forEach(take)
          }),
      }
    }

    async function sharedChannel(transport: ChatTransport): Promise<Channel> {
      const { channels } = await transport.fetchChannels(null)
      const shared = channels.find((channel) => channel.kind === 'public')
      if (shared === undefined) throw new Error('ann and bob share no public channel')
      return shared
    }

    async function channelById(transport: ChatTransport, id: ChannelId): Promise<Channel> {
      const { channels } = await transport.fetchChannels(null)
      const found = channels.find((channel) => channel.id === id)
      if (found === undefined) throw new Error('no such channel')
      return found
    }

    function send(from: Opened, id: ChannelId, text: string, as = `id-${text}`): Promise<unknown> {
      return from.transport.send({ id: messageId(as), channelId: id, text })
    }

    interface FileTrial extends FileSending {
      readonly uploadIds: readonly string[]
      readonly progress: readonly number[]
    }

    const picture = new Blob(['not really a picture'], { type: 'image/png' })

    function sendFile(
      from: Opened,
      channelId: ChannelId,
      more: Partial<OutgoingFile> = {},
    ): FileTrial {
      const [uploadIds, progress]: [string[], number[]] = [[], []]
      const file = {
        channelId,
        name: '图 1.png',
        content: picture,
        text: '',
        uploadId: null,
        ...more,
      }
      const sending = from.transport.sendFile(file, {
        onProgress: (bytes) => progress.push(bytes),
        onUploaded: (id) => void uploadIds.push(id),
        onAtOnce: () => undefined,
      })
      return { ...sending, uploadIds, progress }
    }

    async function bytesOf(from: Opened, { attachments }: Message, most = 1_000): Promise<string> {
      const [shown] = attachments
      if (shown?.type !== 'image') throw new Error('no picture')
      const content = await from.transport.fetchFile(shown.url, most)
      expect(content.type).toBe('image/png')
      return (content as Blob).text()
    }

    it('opens in its steps and says who is signed in', async () => {
      const transport = backend.createTransport('ann')
      opened.push(transport)
      const steps: string[] = []
      const { me, facts } = await transport.open(
        { onEvent: () => undefined, onLost: () => undefined },
        (step) => steps.push(step),
      )
      expect(steps).toEqual(['connecting', 'authenticating', 'subscribing'])
      expect(me.username).toBe('ann')
      expect(facts.maxMessageLength).toBeGreaterThan(0)
    })

    it('refuses revoked credentials as auth', async () => {
      const transport = backend.createTransport('revoked')
      await expect(
        transport.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined),
      ).rejects.toMatchObject({ kind: 'auth' })
      transport.close()
    })

    it('a message reaches whoever watches the channel, with the id its author chose', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await bob.transport.watchChannel(channel)
      await send(ann, channel.id, 'hello *bob*')
      const { message } = await bob.event('messageUpserted')
      expect(message).toMatchObject({ id: 'id-hello *bob*', text: 'hello *bob*' })
      expect(message.author.username).toBe('ann')
      expect(JSON.stringify(message.content)).toContain('bold')
    })

    it('tells of a message in a channel that is not watched by its channel and membership', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await send(ann, channel.id, 'unwatched')
      const { membership } = await bob.event('membershipUpserted', (one) => one.membership.hasAlert)
      expect(membership.channelId).toBe(channel.id)
      await bob.event('channelUpserted', (one) => one.channel.lastMessage?.text === 'unwatched')
      expect(bob.events.some((event) => event.type === 'messageUpserted')).toBe(false)
    })

    it('says nothing of a channel any more once its watch was stopped', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      const stop = await bob.transport.watchChannel(channel)
      stop()
      stop()
      await send(ann, channel.id, 'after the stop')
      await bob.event(
        'channelUpserted',
        (one) => one.channel.lastMessage?.text === 'after the stop',
      )
      expect(bob.events.some((event) => event.type === 'messageUpserted')).toBe(false)
    })

    it('the same id twice is one message', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      await send(ann, channel.id, 'once', 'same')
      await expect(send(ann, channel.id, 'once', 'same')).resolves.toMatchObject({ id: 'same' })
      const page = await ann.transport.fetchHistory(channel, null, 100)
      expect(page.messages.filter((one) => one.id === 'same')).toHaveLength(1)
    })

    it('finds a message by id, and null for one that is not there', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      await send(ann, channel.id, 'findable', 'f1')
      await expect(ann.transport.findMessage(messageId('f1'))).resolves.toMatchObject({
        text: 'findable',
      })
      await expect(ann.transport.findMessage(messageId('f2'))).resolves.toBeNull()
    })

    it('refuses a message that is too long as validation', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      await expect(send(ann, channel.id, 'x'.repeat(100_000), 'long')).rejects.toMatchObject({
        kind: 'validation',
        code: 'messageTooLong',
      })
    })

    it('a file reaches whoever watches the channel, and its bytes are there for both', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await bob.transport.watchChannel(channel)
      const { message, uploadIds, progress } = sendFile(ann, channel.id, { text: 'look' })
      const sent = await message
      expect(sent).toMatchObject({
        channelId: channel.id,
        text: 'look',
        author: { username: 'ann' },
        attachments: [{ type: 'image', name: '图 1.png', sizeBytes: 20, fileId: uploadIds[0] }],
      })
      expect(progress.at(-1)).toBe(picture.size)
      expect(progress.toSorted((a, b) => a - b)).toEqual(progress)
      const told = await bob.event('messageUpserted')
      expect(told.message.id).toBe(sent.id)
      for (const reader of [ann, bob]) {
        expect(await bytesOf(reader, told.message)).toBe('not really a picture')
      }
    })

    it('C8 bytes that are there are not sent again, and shown once', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      const first = sendFile(ann, channel.id)
      await first.message
      const [uploadId = ''] = first.uploadIds
      const again = sendFile(ann, channel.id, { uploadId })
      await expect(again.message).rejects.toMatchObject({ kind: 'validation', code: 'uploadGone' })
      expect([again.uploadIds, again.progress]).toEqual([[], []])
      const { messages } = await ann.transport.fetchHistory(channel, null, 10)
      expect(messages.filter((one) => one.attachments.length > 0)).toHaveLength(1)
    })

    it('a file whose type is refused is told so', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      const content = new Blob(['<svg/>'], { type: 'image/svg+xml' })
      await expect(sendFile(ann, channel.id, { content }).message).rejects.toMatchObject({
        kind: 'validation',
        code: 'fileTypeRefused',
      })
    })

    it('a file that is cancelled makes no message; cancelling later does nothing', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      const broken = sendFile(ann, channel.id)
      broken.cancel()
      broken.cancel()
      await expect(broken.message).rejects.toMatchObject({ kind: 'connection' })
      const whole = sendFile(ann, channel.id)
      await whole.message
      whole.cancel()
      const { messages } = await ann.transport.fetchHistory(channel, null, 10)
      expect(messages.filter((one) => one.attachments.length > 0)).toHaveLength(1)
    })

    it('C7 a file on its way when the line is closed rejects', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      const { message } = sendFile(ann, channel.id)
      ann.transport.close()
      await expect(message).rejects.toMatchObject({ kind: 'connection' })
      await expect(sendFile(ann, channel.id).message).rejects.toMatchObject({ kind: 'connection' })
    })

    it('fetches only what the server keeps', async () => {
      const ann = await open('ann')
      for (const url of ['https://elsewhere.example/file-upload/a/b', 'file-upload/a/b', '']) {
        await expect(ann.transport.fetchFile(url, 10)).rejects.toMatchObject({ kind: 'notFound' })
      }
    })

    it('edits a message of mine, for me and for whoever watches', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await bob.transport.watchChannel(channel)
      await send(ann, channel.id, 'first', 'e1')
      const message = { id: messageId('e1'), channelId: channel.id, text: 'second' }
      const edited = await ann.transport.edit(message)
      expect(edited).toMatchObject({ id: 'e1', text: 'second' })
      expect(edited.editedAt).not.toBeNull()
      await bob.event('messageUpserted', (one) => one.message.text === 'second')
      await expect(bob.transport.edit(message)).rejects.toMatchObject({ name: 'ChatError' })
      const long = { ...message, text: 'x'.repeat(100_000) }
      await expect(ann.transport.edit(long)).rejects.toMatchObject({ kind: 'validation' })
    })

    it('sets and takes back a reaction, each as often as asked', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(ann.transport)
      await send(ann, channel.id, 'nice', 'r1')
      await send(bob, channel.id, 'very', 'r2')
      const id = messageId('r1')
      const name = (await ann.transport.findMessage(messageId('r2')))?.author.name
      const reactions = async () => (await ann.transport.findMessage(id))?.reactions
      await bob.transport.react(id, 'tada', true)
      await bob.transport.react(id, 'tada', true)
      expect(await reactions()).toEqual([{ emoji: 'tada', usernames: ['bob'], names: [name] }])
      await bob.transport.react(id, 'tada', false)
      await bob.transport.react(id, 'tada', false)
      expect(await reactions()).toEqual([])
      await expect(bob.transport.react(messageId('not there'), 'tada', true)).rejects.toMatchObject(
        { name: 'ChatError' },
      )
    })

    it('removes a message of mine once; it is found and heard of no more', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await bob.transport.watchChannel(channel)
      await send(ann, channel.id, 'gone soon', 'd1')
      const id = messageId('d1')
      await bob.event('messageUpserted', (one) => one.message.id === id)
      await expect(bob.transport.remove(channel.id, id)).rejects.toMatchObject({
        name: 'ChatError',
      })
      await ann.transport.remove(channel.id, id)
      await bob.event('messageRemoved', (one) => one.messageId === id)
      await expect(ann.transport.findMessage(id)).resolves.toBeNull()
      await expect(ann.transport.remove(channel.id, id)).rejects.toMatchObject({
        name: 'ChatError',
      })
    })

    it('pages through the history to its start, every message once', async () => {
      const ann = await open('ann')
      const channel = await channelById(
        ann.transport,
        await (await ann.transport.features()).directory.openDirect('bob'),
      )
      for (let index = 0; index < 7; index += 1) await send(ann, channel.id, `m${index}`)
      const seen: string[] = []
      let before = null
      for (let isAtStart = false; !isAtStart;) {
        const page = await ann.transport.fetchHistory(channel, before, 3)
        isAtStart = page.isStartReached
        const sorted = page.messages.toSorted((a, b) => a.createdAt - b.createdAt)
        seen.unshift(...sorted.filter((one) => one.system === null).map((one) => one.text))
        before = sorted[0] ?? before
      }
      expect(seen).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'])
    })

    it('C4 pages towards the present from any message, without a hole', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      const texts = Array.from({ length: 12 }, (_, index) => `newer ${index}`)
      for (const text of texts) await send(ann, channel.id, text)
      const { messages } = await ann.transport.fetchHistory(channel, null, 50)
      const sorted = [...messages].sort(comparePositions)
      const from = sorted.findIndex(({ text }) => text === 'newer 2')
      let after: Position = sorted[from] ?? { id: messageId(''), createdAt: 0 }
      let isAtEnd = false
      const found: string[] = []
      for (let pages = 0; !isAtEnd && pages < 40; pages += 1) {
        const page = await ann.transport.fetchNewer(channel, after, 4)
        const newer = [...page.messages].sort(comparePositions)
        found.push(...newer.map(({ text }) => text))
        isAtEnd = page.isEndReached
        after = newer.at(-1) ?? after
      }
      expect(isAtEnd).toBe(true)
      expect(found).toEqual(sorted.slice(from + 1).map(({ text }) => text))
    })

    it('tells what changed since a time', async () => {
      const ann = await open('ann')
      const channel = await sharedChannel(ann.transport)
      await send(ann, channel.id, 'before')
      const first = await ann.transport.findMessage(messageId('id-before'))
      await send(ann, channel.id, 'after')
      const changes = await ann.transport.fetchMessageChanges(channel, first?.updatedAt ?? 0)
      expect(changes.updated.map((one) => one.text)).toContain('after')
      const since = await ann.transport.fetchChannels(null)
      await send(ann, channel.id, 'later')
      const delta = await ann.transport.fetchChannels(since.syncedAt)
      expect(delta.channels.map((one) => one.id)).toEqual([channel.id])
      expect(delta.syncedAt).toBeGreaterThanOrEqual(since.syncedAt)
    })

    it('counts each message of a direct channel, and reading clears it', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const id = await (await ann.transport.features()).directory.openDirect('bob')
      await expect((await bob.transport.features()).directory.openDirect('ann')).resolves.toBe(id)
      await send(ann, id, 'one')
      await send(ann, id, 'two')
      await bob.event('membershipUpserted', (one) => one.membership.unread === 2)
      const last = await bob.transport.findMessage(messageId('id-two'))
      if (last === null) throw new Error('not found')
      await bob.transport.markRead(id, last)
      const { membership } = await bob.event(
        'membershipUpserted',
        (one) => one.membership.unread === 0 && one.membership.updatedAt > last.updatedAt,
      )
      expect(membership.hasAlert).toBe(false)
      expect(membership.readMarkerAt).toBeGreaterThanOrEqual(last.createdAt)
      await bob.transport.markUnread(id, last.id)
      await bob.event(
        'membershipUpserted',
        (one) => one.membership.hasAlert && one.membership.updatedAt > membership.updatedAt,
      )
    })

    it('finds people and channels by name, and enters a public channel', async () => {
      const bob = await open('bob')
      const ann = await (await open('ann')).transport.features()
      const channel = await sharedChannel(bob.transport)
      const { people, channels } = await ann.directory.find(channel.name.slice(0, 3))
      const { id, kind, name, slug } = channel
      expect(channels).toContainEqual({ id, kind, name, slug })
      expect(people.map(({ username }) => username)).not.toContain('bob')
      const found = await ann.directory.find('bo')
      expect(found.people.map(({ username }) => username)).toContain('bob')
      await ann.directory.joinChannel(channel.id)
      await expect(ann.directory.joinChannel(channelId('nowhere'))).rejects.toMatchObject({
        name: 'ChatError',
      })
      await expect(ann.directory.find('nobody has this name')).resolves.toEqual({
        people: [],
        channels: [],
      })
    })

    it('refuses a direct channel with nobody', async () => {
      const ann = await (await open('ann')).transport.features()
      await expect(ann.directory.openDirect('nobody-here')).rejects.toMatchObject({
        name: 'ChatError',
      })
    })

    it('tells what I make of a channel as my membership, and nobody else', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const { membership } = await ann.transport.features()
      const { id } = await sharedChannel(ann.transport)
      const mine = (fits: (one: Membership) => boolean) =>
        ann.event(
          'membershipUpserted',
          (one) => one.membership.channelId === id && fits(one.membership),
        )
      await membership.setFavorite(id, true)
      await mine((one) => one.isFavorite)
      await membership.setMuted(id, true)
      await mine((one) => one.isMuted)
      await membership.setUnreadHidden(id, true)
      const { membership: latest } = await mine((one) => one.isUnreadHidden)
      expect(latest).toMatchObject({ isFavorite: true, isMuted: true, isOpen: true })
      await membership.setFavorite(id, false)
      await mine((one) => !one.isFavorite && one.updatedAt > latest.updatedAt)
      expect(bob.events.filter(({ type }) => type === 'membershipUpserted')).toEqual([])
    })

    it('hides a channel and shows it again, and something written brings it back', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const { membership } = await ann.transport.features()
      const id = await (await ann.transport.features()).directory.openDirect('bob')
      const opened = (isOpen: boolean, after = 0) =>
        ann.event(
          'membershipUpserted',
          ({ membership: one }) =>
            one.channelId === id && one.isOpen === isOpen && one.updatedAt > after,
        )
      await membership.setHidden({ id, kind: 'direct' }, true)
      const { membership: hidden } = await opened(false)
      await membership.setHidden({ id, kind: 'direct' }, false)
      const { membership: shown } = await opened(true, hidden.updatedAt)
      await membership.setHidden({ id, kind: 'direct' }, true)
      const { membership: again } = await opened(false, shown.updatedAt)
      await send(bob, id, 'are you there?')
      await opened(true, again.updatedAt)
    })

    it('leaves a channel, and refuses to leave what I am not in', async () => {
      const bob = await open('bob')
      const { membership } = await bob.transport.features()
      const { id } = await sharedChannel(bob.transport)
      await membership.leave(id)
      await bob.event('membershipRemoved', (one) => one.channelId === id)
      const unknown = { name: 'ChatError' }
      await expect(membership.leave(id)).rejects.toMatchObject(unknown)
      await expect(membership.setFavorite(id, true)).rejects.toMatchObject(unknown)
    })

    it('changes what its owner makes of a channel, for all who are in it; nobody else may', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const { governing } = await ann.transport.features()
      const { id } = await sharedChannel(ann.transport)
      const heard = async (fits: (channel: Channel) => boolean): Promise<void> => {
        const isIt = (one: { readonly channel: Channel }): boolean =>
          one.channel.id === id && fits(one.channel)
        for (const one of [ann, bob]) await one.event('channelUpserted', isIt)
      }
      await governing.change(id, {
        topic: 'all we plan',
        description: 'and more',
        isReadOnly: true,
      })
      await heard(({ topic, isReadOnly }) => topic === 'all we plan' && isReadOnly)
      await governing.change(id, { announcement: 'soon', isReadOnly: false })
      await heard((one) => one.announcement === 'soon' && !one.isReadOnly)
      await governing.change(id, { name: 'renamed' })
      await heard(({ name }) => name === 'renamed')
      expect(await channelById(bob.transport, id)).toMatchObject({
        name: 'renamed',
        topic: 'all we plan',
        announcement: 'soon',
        isReadOnly: false,
      })
      const { governing: bobs } = await bob.transport.features()
      await expect(bobs.details(id)).resolves.toMatchObject({
        description: 'and more',
        creator: { username: 'ann' },
      })
      await expect(bobs.change(id, { topic: 'mine' })).rejects.toMatchObject({ kind: 'permission' })
    })

    it('a name that another channel has is refused as taken', async () => {
      const ann = await open('ann')
      const { directory, governing } = await ann.transport.features()
      const { id, name } = await sharedChannel(ann.transport)
      const other = { kind: 'private', name: 'taken', topic: '', isReadOnly: false } as const
      await directory.create({ ...other, usernames: [] })
      const taken = { kind: 'validation', code: 'nameTaken' }
      await expect(governing.change(id, { name: 'taken' })).rejects.toMatchObject(taken)
      expect(await channelById(ann.transport, id)).toMatchObject({ name })
    })

    it('archives a channel: everybody hears so, and nobody writes in it', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const { governing } = await ann.transport.features()
      const { id, kind } = await sharedChannel(ann.transport)
      const { governing: bobs } = await bob.transport.features()
      await expect(bobs.setArchived({ id, kind }, true)).rejects.toMatchObject({
        kind: 'permission',
      })
      await governing.setArchived({ id, kind }, true)
      for (const one of [ann, bob]) {
        await one.event('channelUpserted', ({ channel }) => channel.id === id && channel.isArchived)
      }
      await expect(send(bob, id, 'too late')).rejects.toMatchObject({ name: 'ChatError' })
    })

    it('says nothing of receipts where the server keeps none', async () => {
      const ann = await open('ann')
      const { id } = await sharedChannel(ann.transport)
      await send(ann, id, 'who reads this?')
      expect(ann.transport.capabilities.receipts).toBe('none')
      await expect(
        ann.transport.findMessage(messageId('id-who reads this?')),
      ).resolves.toMatchObject({ isUnread: false })
    })

    it('tells when everybody has read a message, and who has', async () => {
      backend.keepReceipts()
      const [ann, bob] = [await open('ann'), await open('bob')]
      expect(ann.transport.capabilities.receipts).toBe('native')
      const channel = await sharedChannel(ann.transport)
      await ann.transport.watchChannel(channel)
      await send(ann, channel.id, 'read me')
      const { message } = await ann.event(
        'messageUpserted',
        (one) => one.message.text === 'read me',
      )
      const { receipts } = await ann.transport.features()
      expect([message.isUnread, await receipts.readers(message.id)]).toEqual([true, []])
      for (const { transport } of [bob, ann]) await transport.markRead(channel.id, message)
      const { upTo, rootId } = await ann.event('messagesRead')
      expect([upTo >= message.createdAt, rootId]).toEqual([true, null])
      await expect(ann.transport.findMessage(message.id)).resolves.toMatchObject({
        isUnread: false,
      })
      const [reader, ...others] = await receipts.readers(message.id)
      expect([reader?.user.username, others]).toEqual(['bob', []])
      expect(reader?.readAt ?? 0).toBeGreaterThanOrEqual(message.createdAt)
    })

    it('tells typing to the others and its end', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(bob.transport)
      await bob.transport.watchChannel(channel)
      ann.transport.setTyping(channel.id, true)
      const { typist } = await bob.event('typingChanged', (one) => one.typist.until > 0)
      expect(typist.name).toBe('ann')
      ann.transport.setTyping(channel.id, false)
      await bob.event('typingChanged', (one) => one.typist.until === 0)
    })

    it('C7 tells a lost line once, and rejects calls made afterwards', async () => {
      const ann = await open('ann')
      backend.dropLines()
      await vi.waitFor(() => {
        expect(ann.lost).toHaveLength(1)
      })
      expect(ann.lost[0]?.kind).toBe('connection')
      const channel = { id: 'x' } as Channel
      await expect(ann.transport.watchChannel(channel)).rejects.toMatchObject({
        kind: 'connection',
      })
      const again = await open('ann')
      await expect(again.transport.fetchChannels(null)).resolves.toMatchObject({
        removedChannelIds: [],
      })
      expect(ann.lost).toHaveLength(1)
    })

    it('close is silent and idempotent; nothing is heard afterwards', async () => {
      const [ann, bob] = [await open('ann'), await open('bob')]
      const channel = await sharedChannel(ann.transport)
      await ann.transport.watchChannel(channel)
      ann.transport.close()
      ann.transport.close()
      const heard = ann.events.length
      await send(bob, channel.id, 'unheard')
      await bob.transport.fetchChannels(null)
      expect(ann.events).toHaveLength(heard)
      expect(ann.lost).toEqual([])
      await expect(ann.transport.fetchChannels(null)).rejects.toMatchObject({ kind: 'connection' })
    })
  })
}
