import {
  ChatError,
  comparePositions,
  fileRefusal,
  type Channel,
  type ChannelId,
  type FileRefusal,
  type Me,
  type Message,
  type MessageId,
} from '../../domain'
import type {
  ChatTransport,
  Clock,
  FileSending,
  FileWatch,
  OutgoingFile,
  Stop,
  TransportListener,
} from '../../ports'
import { createMemoryFeatures } from './memoryFeatures'
import { toAttachment } from './memoryFiles'
import type { MemoryWorld } from './memoryWorld'

/** Where a memory transport stands between its user and the world; tests bend it. */
export interface MemoryLine {
  /** Runs before every call of the transport: a rejection is that call's outcome, a delay its duration. */
  gate(operation: string): Promise<void>
  readonly clock: Clock
}

/** A transport of which tests can cut the line. */
export interface MemoryTransport extends ChatTransport {
  /** The line drops: calls in flight reject, `onLost` is told. */
  drop(): void
}

const typingMs = 15_000

export function createMemoryTransport(
  world: MemoryWorld,
  userId: string,
  line: MemoryLine,
): MemoryTransport {
  const watched = new Set<ChannelId>()
  const inFlight = new Set<(error: ChatError) => void>()
  let listener: TransportListener | null = null
  let isClosed = false
  let disconnect: Stop = () => undefined
  let me: Me | null = null

  /** One call: waits at the gate, then runs; rejects when the line ends first. */
  function call<T>(operation: string, run: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (isClosed) {
        reject(lost())
        return
      }
      inFlight.add(reject)
      line
        .gate(operation)
        .then(() => {
          if (inFlight.has(reject)) resolve(run())
        })
        .catch(reject)
        .finally(() => inFlight.delete(reject))
    })
  }

  function end(): void {
    isClosed = true
    disconnect()
    const waiting = [...inFlight]
    inFlight.clear()
    for (const reject of waiting) reject(lost())
  }

  function signedIn(): Me {
    if (me === null) throw new ChatError('connection', 'not open')
    return me
  }

  function messagesOf(channel: Channel): readonly Message[] {
    const messages = world.messagesOf(channel.id, signedIn().id)
    if (messages === null) throw new ChatError('permission', 'not a member')
    return messages
  }

  /** Each of the two steps waits at the gate: `upload`, then `sendFile`. */
  function sendFile(file: OutgoingFile, watch: FileWatch): FileSending {
    const { channelId, name, content, text } = file
    let cancel: Stop = () => undefined
    const cancelled = new Promise<never>((_resolve, reject) => {
      cancel = () => {
        reject(lost())
      }
    })
    function take(): string {
      const isDirect = world.channelKind(channelId) === 'direct'
      const refusal = fileRefusal(world.facts.files, isDirect, content)
      if (refusal !== null) throw refused(refusal)
      return world.files.add({ ownerId: signedIn().id, channelId, name, content })
    }
    async function upload(): Promise<string> {
      const id = await Promise.race([cancelled, call('upload', take)])
      watch.onProgress(content.size)
      await watch.onUploaded(id)
      return id
    }
    async function run(): Promise<Message> {
      if (file.uploadId === null && world.files.areAtOnce) {
        await watch.onAtOnce()
        return Promise.race([cancelled, call('upload', () => show(take(), text))])
      }
      const id = file.uploadId ?? (await upload())
      return Promise.race([cancelled, call('sendFile', () => show(id, text))])
    }
    cancelled.catch(() => undefined)
    return { message: run(), cancel }
  }

  function show(uploadId: string, text: string): Message {
    const owner = signedIn()
    const upload = world.files.waiting(uploadId)
    if (upload?.ownerId !== owner.id) {
      throw new ChatError('validation', 'no such file', { code: 'uploadGone' })
    }
    const attachment = toAttachment(uploadId, upload)
    const sent = world.post(owner, upload.channelId, text, undefined, [attachment])
    if (sent === null) throw new ChatError('permission', 'not a member')
    world.files.show(uploadId)
    return sent
  }

  function requireOwn(id: MessageId): void {
    const message = requireMessage(id)
    if (message.author.id !== signedIn().id) throw new ChatError('permission', 'not the author')
  }

  function requireMessage(id: MessageId): Message {
    const message = world.find(id, signedIn().id)
    if (message === null) throw new ChatError('validation', 'no such message')
    return message
  }

  return {
    capabilities: {
      presence: 'none',
      typing: 'native',
      markUnread: 'native',
      files: 'native',
      directory: 'native',
      marks: 'none',
      membership: 'native',
      governing: 'none',
      receipts: world.facts.readReceipts === 'none' ? 'none' : 'native',
      commands: 'none',
      threads: 'none',
      reactions: 'native',
    },
    open: (next, onStep) => {
      onStep('connecting')
      return call('open', () => {
        onStep('authenticating')
        me = world.user(userId)
        if (me === null) throw new ChatError('auth', 'unknown user', { code: 'sessionExpired' })
        onStep('subscribing')
        listener = next
        disconnect = world.connect({
          userId: me.id,
          watched,
          listener: { onEvent: (event) => listener?.onEvent(event) },
        })
        return { me, facts: world.facts }
      })
    },
    fetchChannels: (since) =>
      call('fetchChannels', () => {
        const from = since ?? 0
        return {
          channels: world.channelsOf(signedIn().id).filter((one) => one.updatedAt > from),
          memberships: world.membershipsOf(signedIn().id).filter((one) => one.updatedAt > from),
          removedChannelIds: [],
          syncedAt: world.now(),
        }
      }),
    watchChannel: (channel) =>
      call('watchChannel', () => {
        messagesOf(channel)
        watched.add(channel.id)
        return () => watched.delete(channel.id)
      }),
    fetchHistory: (channel, before, limit) =>
      call('fetchHistory', () => {
        const older = messagesOf(channel).filter(
          (one) => before === null || comparePositions(one, before) < 0,
        )
        return { messages: older.slice(-limit), isStartReached: older.length === 0 }
      }),
    fetchNewer: (channel, after, limit) =>
      call('fetchNewer', () => {
        const newer = messagesOf(channel).filter((one) => comparePositions(one, after) > 0)
        return { messages: newer.slice(0, limit), isEndReached: newer.length <= limit }
      }),
    fetchMessageChanges: (channel, since) =>
      call('fetchMessageChanges', () => ({
        updated: messagesOf(channel).filter((one) => one.updatedAt > since),
        removedIds: world.removedSince(channel.id, since),
      })),
    findMessage: (id) => call('findMessage', () => world.find(id, signedIn().id)),
    send: (message) =>
      call('send', () => {
        if (message.text.length > world.facts.maxMessageLength) {
          throw new ChatError('validation', 'too long', { code: 'messageTooLong' })
        }
        const sent = world.post(signedIn(), message.channelId, message.text, message.id)
        if (sent === null) throw new ChatError('permission', 'not a member')
        return sent
      }),
    sendFile,
    fetchFile: (url) =>
      call('fetchFile', () => {
        const content = world.files.contentAt(url)
        if (content === null) throw new ChatError('notFound', 'no such file')
        return content
      }),
    edit: ({ id, text }) =>
      call('edit', () => {
        requireOwn(id)
        if (text.length > world.facts.maxMessageLength) {
          throw new ChatError('validation', 'too long', { code: 'messageTooLong' })
        }
        world.edit(id, text)
        return requireMessage(id)
      }),
    remove: (_channelId, id) =>
      call('remove', () => {
        requireOwn(id)
        world.remove(id)
      }),
    react: (id, emoji, isSet) =>
      call('react', () => {
        requireMessage(id)
        world.react(signedIn(), id, emoji, isSet)
      }),
    markRead: (id) =>
      call('markRead', () => {
        if (!world.read(signedIn().id, id)) throw new ChatError('permission', 'not a member')
      }),
    markUnread: (id, from) =>
      call('markUnread', () => {
        if (!world.unread(signedIn().id, id, from)) throw new ChatError('permission', 'refused')
      }),
    setTyping(id, isTyping) {
      if (me === null || isClosed) return
      world.type(me, id, isTyping ? line.clock.now() + typingMs : 0)
    },
    features: () => Promise.resolve(createMemoryFeatures({ world, call, signedIn })),
    checkLine: () => undefined,
    close() {
      listener = null
      end()
    },
    drop() {
      const told = listener
      listener = null
      end()
      told?.onLost(lost())
    },
  }
}

function refused(refusal: FileRefusal): ChatError {
  return refusal === 'notAllowed'
    ? new ChatError('permission', refusal)
    : new ChatError('validation', refusal, { code: refusal })
}

function lost(): ChatError {
  return new ChatError('connection', 'the line is down', { code: 'unreachable' })
}
