import type {
  Answering,
  Capabilities,
  Channel,
  ChannelId,
  ChatError,
  FileContent,
  Me,
  Membership,
  Message,
  MessageId,
  Position,
  ServerEvent,
  ServerFacts,
  Timestamp,
} from '../domain'
import type { ChatFeatures } from './features'

/** Ends an observation. Idempotent. */
export type Stop = () => void

export interface TransportListener {
  onEvent(event: ServerEvent): void
  /**
   * The connection ended without `close`: at most once, and only after `open` resolved.
   * `auth` means that the credentials are gone; anything else may be tried again.
   */
  onLost(error: ChatError): void
}

/** Steps of `open`, in their order, for whoever shows the connection (C1). */
export type OpenStep = 'connecting' | 'authenticating' | 'subscribing'

export interface SignedIn {
  readonly me: Me
  readonly facts: ServerFacts
}

/** What changed on the server. After a first fetch (`since` null) it is everything. */
export interface ChannelChanges {
  readonly channels: readonly Channel[]
  readonly memberships: readonly Membership[]
  readonly removedChannelIds: readonly ChannelId[]
  /** Pass it to the next fetch. By the server's clock. */
  readonly syncedAt: Timestamp
}

export interface HistoryPage {
  readonly messages: readonly Message[]
  readonly isStartReached: boolean
}

export interface NewerPage {
  readonly messages: readonly Message[]
  /** Nothing newer was there when the server answered. */
  readonly isEndReached: boolean
}

export interface MessageChanges {
  readonly updated: readonly Message[]
  readonly removedIds: readonly MessageId[]
}

export interface OutgoingMessage {
  /** Chosen by the client that sends it; the same id twice is one message. */
  readonly id: MessageId
  readonly channelId: ChannelId
  readonly text: string
  /** See `Answering`. An edit keeps its thread and needs only the quote. */
  readonly answering?: Partial<Answering>
}

export interface OutgoingFile {
  readonly channelId: ChannelId
  readonly rootId?: MessageId | null
  readonly name: string
  readonly content: FileContent
  /** What the message says besides. */
  readonly text: string
  /** What `onUploaded` told of an earlier attempt; null: the bytes have to be sent. */
  readonly uploadId: string | null
}

export interface FileWatch {
  /** Bytes of the file that have left, rising. Not called when they are there already. */
  onProgress(sentBytes: number): void
  /**
   * The bytes are there, and no message shows them yet. With this id the next attempt need not send them again, and the
   * message can be known by it. The message waits for the promise: an id that is not kept yet is lost with the page.
   */
  onUploaded(uploadId: string): Promise<void> | undefined
  /**
   * Told before the bytes leave, instead of `onUploaded`: this server makes the message at once with them. They wait for the
   * promise as well: only a wish that is known to have left at once is looked for.
   */
  onAtOnce(): Promise<void> | undefined
}

export interface FileSending {
  /** Resolves with the message as the server keeps it. Its id is the server's choice. */
  readonly message: Promise<Message>
  /** Breaks it off: `message` rejects with `connection`, unless it is too late. Idempotent. */
  readonly cancel: Stop
}

/**
 * A chat back end, as one connection of one signed-in user. Each call is one attempt that says how it ended: a
 * rejection is always a `ChatError`. Nothing in here retries; the session does.
 *
 * Calls in flight when the line drops reject with `connection`: their outcome is unknown (C7).
 */
export interface ChatTransport {
  readonly capabilities: Capabilities
  /** Connects, signs in and subscribes to what concerns the user. Resolves once events flow. Only once per transport. */
  open(listener: TransportListener, onStep: (step: OpenStep) => void): Promise<SignedIn>
  fetchChannels(since: Timestamp | null): Promise<ChannelChanges>
  /**
   * Makes the messages of a channel arrive as events. Resolves when the server has acknowledged it, so that a fetch
   * begun afterwards leaves no gap. The stop ends it.
   */
  watchChannel(channel: Channel): Promise<Stop>
  /** A page of messages older than `before`, or the newest page. Others of the same moment as `before` may be among them. */
  fetchHistory(channel: Channel, before: Position | null, limit: number): Promise<HistoryPage>
  /**
   * A page of messages newer than `after`, the oldest of them, without a hole between. The page may be shorter than `limit`,
   * and is empty only at the end.
   */
  fetchNewer(channel: Channel, after: Position, limit: number): Promise<NewerPage>
  /** Messages written, changed or deleted since a time. Rejects with `validation` when that is too long ago. */
  fetchMessageChanges(channel: Channel, since: Timestamp): Promise<MessageChanges>
  /** null when the server has no such message. */
  findMessage(id: MessageId): Promise<Message | null>
  /** Resolves with the message as the server keeps it. */
  send(message: OutgoingMessage): Promise<Message>
  /**
   * Sends a file as a message. The same file twice is two messages: after an unknown outcome the caller looks for the
   * message first, by `MediaAttachment.fileId`. Rejects with the code `uploadGone` when no file waits under `uploadId`:
   * its time is over, or a message shows it already; with `fileUnreadable` when the content is not there any more.
   */
  sendFile(file: OutgoingFile, watch: FileWatch): FileSending
  /** The bytes at an address of a message's attachment that needs more than the address, of at most `maxBytes`. */
  fetchFile(url: string, maxBytes: number): Promise<FileContent>
  /** Resolves with the message as the server keeps it. */
  edit(message: OutgoingMessage): Promise<Message>
  /** Rejects when the message is gone already, as for one that may not be removed. */
  remove(channelId: ChannelId, id: MessageId): Promise<void>
  /** Adds my reaction or takes it back; the same twice is once. `emoji` is a short code without colons. */
  react(id: MessageId, emoji: string, isSet: boolean): Promise<void>
  /** Moves my read marker. A back end may mark more than asked, up to its own time (R5). */
  markRead(channelId: ChannelId, upTo: Position): Promise<void>
  /** Makes the channel unread from this message on. */
  markUnread(channelId: ChannelId, from: MessageId): Promise<void>
  /** Fire and forget; nothing happens when the line is down. */
  setTyping(channelId: ChannelId, isTyping: boolean): void
  /** Of this connection. Rejects with `connection` when their code cannot be loaded. */
  features(): Promise<ChatFeatures>
  /** Asks the other side for a sign of life now. `onLost` follows when there is none. */
  checkLine(): void
  /** Ends everything; no listener is called afterwards, calls in flight reject. Idempotent. */
  close(): void
}
