import type {
  Answering,
  ChannelId,
  ChatState,
  FileContent,
  GapSide,
  Message,
  MessageId,
  Position,
  Timestamp,
  View,
} from '../domain'
import type { ChatFeatures, Stop } from '../ports'
import type { FileToSend } from './outboxEngine'
import type { ConnectionStatus } from './status'
import type { OpenThread } from './thread'

export interface SessionView {
  readonly state: ChatState
  readonly status: ConnectionStatus
  /** Of the tabs of this user, this one notifies and shows the badge (C11). */
  readonly isNotifier: boolean
}

/**
 * One signed-in user from sign-in to sign-out, over any number of connections. Owns the connection, the state and
 * the outbox: facts come in through the transport and are folded into `state`, wishes go out through the methods.
 */
export interface Session extends SessionView {
  /** Called after each change, not at once on listening. Several changes may come in one call's time. */
  listen(listener: (view: SessionView) => void): Stop
  start(): void
  /** Gives up the wait for the next attempt, if there is one. */
  retryNow(): void
  /** The machine may have slept or changed networks: makes sure that the line is alive. */
  checkLine(): void

  /** Shows a channel, or none: watches it and loads its newest page. Failures show in its timeline's `fetch`. */
  enterChannel(channelId: ChannelId | null): void
  /**
   * Loads a page into the gap that ends at `before`, from its `newer` or its `older` side. Does nothing while a page of the
   * channel loads, or when there is no such gap.
   */
  fillGap(channelId: ChannelId, before: Position, side: GapSide): void
  /** Loads the page that failed again. */
  reload(channelId: ChannelId): void
  /**
   * Loads a message of the current channel and what is around it (a link, a search hit). Resolves with the message to
   * show: a reply that shows only in its thread is shown by the thread's first message. Rejects with a ChatError:
   * `notFound` when it is gone or not in this channel.
   */
  showMessage(channelId: ChannelId, messageId: MessageId): Promise<MessageId>
  /**
   * Loads what was written in the current channel at a time of the server and around it. Resolves with the first message at that time
   * or after it; null when there is none. Rejects with a ChatError.
   */
  showTime(channelId: ChannelId, at: Timestamp): Promise<MessageId | null>
  /**
   * What of the current channel is in view while that is not its newest messages, else null: it is kept when much is
   * loaded, and loaded again after a long absence.
   */
  setView(view: View | null): void

  /**
   * Takes the text at once: it shows as pending and is sent when the line and its forerunners allow. null: too much waits
   * already, and nothing was taken.
   */
  send(channelId: ChannelId, text: string, answering?: Answering): MessageId | null
  /**
   * Takes a file as `send` takes a text; it shows in its place with its progress. null also in the first moments, while the code that
   * sends files is on its way, and when the files that wait have too many bytes.
   */
  sendFile(channelId: ChannelId, file: FileToSend): MessageId | null
  /**
   * Gives my message another text. One that was not tried yet is changed before it leaves. False as `send` gives null. `seen`: what
   * the user saw, where that is not among the messages of the channel.
   */
  edit(channelId: ChannelId, messageId: MessageId, text: string, seen?: Message): boolean
  /** Deletes a message. It waits some seconds before it leaves, in which `discard` takes the wish back. False as for `edit`. */
  remove(channelId: ChannelId, messageId: MessageId): boolean
  /** Adds my reaction, or takes it back. `emoji` is a short code without colons. False as for `edit`, and for a message that the server refused. */
  react(channelId: ChannelId, messageId: MessageId, emoji: string, isSet: boolean): boolean
  /** Tries again what the server refused. An edit that another one stood against takes its place now. */
  retry(channelId: ChannelId, wishId: string): void
  /** Gives up what failed or waits. A message that may have arrived already is deleted where it did. */
  discard(channelId: ChannelId, wishId: string): void
  setTyping(channelId: ChannelId, isTyping: boolean): void
  /**
   * The bytes at an address of an attachment that needs more than the address (`ServerFacts.areFilesProtected`), of at most
   * `maxBytes`. Rejects with a ChatError.
   */
  fetchFile(url: string, maxBytes: number): Promise<FileContent>

  /** Whether the user attends to the current channel (R3 a-d); the session adds (e) and (f) itself. */
  setAttention(isAttended: boolean): void
  /**
   * The newest rendered message while the bottom of the current channel is within reach (R4), else null. Reading is
   * reported to the server under R4 and R5, never from here directly.
   */
  setBottom(newest: Position | null): void
  /** Marks the channel read by the user's own wish (R7). Not while what is shown comes from the cache. */
  markRead(channelId: ChannelId): void
  /**
   * Shows a channel, or all of them (null), as read, by the user's own wish, and keeps a way back (R7). The number of channels
   * that had something unread: none while they come from the cache. An earlier wish is settled. What closing
   * the session, or the end of the page, left unsettled is told by the user's next page.
   */
  dismissUnread(channelId: ChannelId | null): number
  /** Shows again what was unread, exactly as if it had not been dismissed. Does nothing once it is settled. */
  undoDismissed(): void
  /** Tells the server what was dismissed: the way back is gone. */
  settleDismissed(): void
  /** Puts away what the server said to this user alone. */
  dismissWhisper(messageId: MessageId): void
  /** Marks the channel unread from a message on (R7). Rejects with a ChatError. */
  markUnread(channelId: ChannelId, from: MessageId): Promise<void>
  /**
   * A thread of the current channel: its replies load now, and stay up to date until it is closed. `onChange` is called after each
   * change of its `view`, not at once. Rejects with `connection` when the code for it cannot be loaded.
   */
  openThread(channelId: ChannelId, rootId: MessageId, onChange: () => void): Promise<OpenThread>
  /**
   * What the back end offers beside the flow of messages, on the line there is now: to be asked for anew each time. What
   * leads into a channel resolves when the channel is in the state. Rejects with `connection` without a line.
   */
  features(): Promise<ChatFeatures>

  /** The page may be gone in a moment: what is kept for the next one is written now. */
  pageHides(): void
  /** Ends the connection and every timer. No listener is called afterwards. Idempotent. */
  close(): void
  /** Removes what was kept for the next start, for a user who leaves this device. Unsent messages stay. Never rejects. */
  forget(): Promise<void>
}
