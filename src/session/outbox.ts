import {
  answeringNothing,
  channelEntry,
  entriesOf,
  messageId,
  toChatError,
  type Answering,
  type ChannelId,
  type ChatState,
  type MessageId,
} from '../domain'
import type { CancelTimer } from '../ports'
import type { CreateOutboxEngine, OutboxEngine, OutboxEngineDeps } from './outboxEngine'
import type { StateStore } from './store'

/** What the first screen can do without. */
export interface OutboxParts extends Pick<
  OutboxEngineDeps,
  'locks' | 'openRecords' | 'scope' | 'tab'
> {
  readonly createEngine: CreateOutboxEngine
}

export interface OutboxDeps extends Omit<OutboxEngineDeps, keyof OutboxParts> {
  /** Rejects when the code cannot be had now. */
  loadParts(): Promise<OutboxParts>
}

/** Wishes on their way: stored before they leave, tried in their order, each exactly once (C8). See `Session`. */
export interface Outbox extends Pick<
  OutboxEngine,
  'sendFile' | 'edit' | 'remove' | 'react' | 'resume'
> {
  /** Takes up what an earlier page left behind. */
  start(): void
  send(channelId: ChannelId, text: string, answering?: Answering): MessageId | null
  retry(channelId: ChannelId, wishId: string): void
  discard(channelId: ChannelId, wishId: string): void
  flush(): void
  close(): void
}

/** What waits in one tab at most. */
export const maxWishes = 500
const maxCharacters = 1_000_000
/** Code that could not be had is asked for again. */
const loadAgainMs = 3_000

/** Messages are taken at once and wait in the state; what else there is to do is loaded beside the first screen. */
export function createOutbox(store: StateStore, deps: OutboxDeps): Outbox {
  let engine: OutboxEngine | null = null
  let isClosed = false
  let cancelLoad: CancelTimer = () => undefined

  async function load(): Promise<void> {
    try {
      const { createEngine, ...parts } = await deps.loadParts()
      if (isClosed) return
      engine = createEngine(store, { ...deps, ...parts })
      engine.start()
    } catch (error) {
      deps.logger.warn('the outbox could not be loaded', { reason: toChatError(error).message })
      if (!isClosed) cancelLoad = deps.clock.after(loadAgainMs, () => void load())
    }
  }

  function send(
    channelId: ChannelId,
    text: string,
    answering: Answering = answeringNothing,
  ): MessageId | null {
    if (isFull(store.state, text.length)) return null
    const id = messageId(deps.newId())
    store.dispatch({
      type: 'wishQueued',
      wish: {
        kind: 'send',
        id,
        channelId,
        messageId: id,
        text,
        ...answering,
        writtenAfter: channelEntry(store.state, channelId)?.channel?.lastActivityAt ?? 0,
        queuedAt: deps.clock.now(),
        state: 'queued',
        failure: null,
      },
    })
    engine?.pump(channelId)
    return id
  }

  return {
    start: () => void load(),
    send,
    sendFile: (channelId, file) => engine?.sendFile(channelId, file) ?? null,
    edit: (channelId, id, text, seen) => engine?.edit(channelId, id, text, seen) ?? false,
    remove: (channelId, id) => engine?.remove(channelId, id) ?? false,
    react: (channelId, id, emoji, isSet) => engine?.react(channelId, id, emoji, isSet) ?? false,
    retry: (channelId, wishId) => engine?.retry(channelId, wishId),
    discard: (channelId, wishId) => engine?.discard(channelId, wishId),
    resume: () => engine?.resume(),
    flush: () => engine?.flush(),
    close() {
      isClosed = true
      cancelLoad()
      engine?.close()
    },
  }
}

/** Whether a text of this length is too much beside what waits. */
export function isFull(state: ChatState, characters: number): boolean {
  const waiting = [...entriesOf(state.outbox)].flatMap(([, { list }]) => list)
  const used = waiting.reduce((sum, wish) => sum + ('text' in wish ? wish.text.length : 0), 0)
  return waiting.length >= maxWishes || used + characters > maxCharacters
}
