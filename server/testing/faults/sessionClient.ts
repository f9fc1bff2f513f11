import {
  channelEntry,
  channelId,
  entriesOf,
  gapsOf,
  isCovered,
  lastMessage,
  liveRange,
  timelineOf,
  valuesOf,
  type ChannelId,
  type ChatState,
  type Message,
  type MessageId,
  type Position,
  type Timeline,
} from '../../../src/domain'
import { silentLogger, type ChatTransport, type Clock, type Random } from '../../../src/ports'
import { createSession, type Session } from '../../../src/session'
import { createTestBrowser } from '../../../src/testing/testBrowser'
import {
  reactionsText,
  type Action,
  type ChannelReport,
  type ClientReport,
  type FaultClient,
  type SentMessage,
} from './client'

export interface SessionClientDeps {
  readonly name: string
  readonly userName: string
  readonly clock: Clock
  readonly random: Random
  newMessageId(): string
  /** Signs in, by a way without faults, and gives what makes connections. */
  signIn(): Promise<() => ChatTransport>
}

interface OwnMessage extends SentMessage {
  readonly id: MessageId
  readonly isRemoved: boolean
}

/** A session over real transports, with a storage of its own. */
export function createSessionClient(deps: SessionClientDeps): FaultClient {
  const tab = createTestBrowser().openTab()
  const sent: OwnMessage[] = []
  const failed = new Set<string>()
  let session: Session | null = null
  let wantedId: ChannelId | null = null
  let isAttended = false
  let isAtEnd = true
  let bottom: Position | null = null
  let isSigningIn = false

  async function start(): Promise<void> {
    isSigningIn = true
    const newTransport = await deps.signIn()
    isSigningIn = false
    const next = createSession({
      clock: deps.clock,
      random: deps.random,
      logger: silentLogger,
      loadOutbox: tab.loadOutbox,
      newTransport,
      newMessageId: deps.newMessageId,
    })
    session = next
    next.listen(follow)
    next.start()
    next.enterChannel(wantedId)
    next.setAttention(isAttended)
  }

  /** What the page does after each change: tells how far the list is rendered. */
  function follow(): void {
    if (session === null) return
    for (const { list } of valuesOf(session.state.outbox)) {
      for (const { id, state } of list) if (state === 'failed') failed.add(id)
    }
    const { currentId } = session.state
    const newest = lastMessage(timelineOf(session.state, currentId).sequence) ?? null
    const next = isAttended && isAtEnd && currentId === wantedId ? newest : null
    if (next?.id === bottom?.id) return
    bottom = next
    session.setBottom(next)
  }

  function act(action: Action): void {
    if (session === null || session.status.kind === 'closed') return
    switch (action.kind) {
      case 'send': {
        const { channelId: to, texts } = action
        if (wantedId !== to) enter(session, to)
        attend(session, true)
        scroll(session, false)
        for (const text of texts) {
          const id = session.send(channelId(to), text)
          if (id !== null)
            sent.push({ id, channelId: to, text, hasFailed: false, isRemoved: false })
        }
        return
      }
      case 'enter':
        enter(session, action.channelId)
        return
      case 'attend':
        attend(session, action.isAttended)
        return
      case 'markRead':
        session.markRead(channelId(action.channelId))
        return
      case 'markUnread':
        void markUnread(session, action.back)
        return
      case 'scroll':
        scroll(session, action.isUp)
        return
      case 'edit':
      case 'react':
      case 'remove':
        change(session, action)
        return
      case 'type':
        session.setTyping(channelId(action.channelId), true)
        return
      case 'checkLine':
        session.checkLine()
        return
    }
  }

  /** Nothing else is known of what was deleted. */
  function change(current: Session, action: Action & { kind: 'edit' | 'react' | 'remove' }): void {
    const index = sent.findLastIndex(
      (_one, at) => sent.slice(at).filter(({ isRemoved }) => !isRemoved).length > action.back,
    )
    const message = sent[index]
    if (message === undefined || message.isRemoved) return
    const [channel, id] = [channelId(message.channelId), message.id]
    if (action.kind === 'react') current.react(channel, id, action.emoji, action.isSet)
    else if (action.kind === 'remove') {
      if (current.remove(channel, id)) sent[index] = { ...message, isRemoved: true }
    } else if (current.edit(channel, id, action.text)) {
      sent[index] = { ...message, text: action.text }
    }
  }

  function enter(current: Session, id: string): void {
    wantedId = channelId(id)
    isAtEnd = true
    bottom = null
    current.setBottom(null)
    current.enterChannel(wantedId)
    follow()
  }

  function attend(current: Session, next: boolean): void {
    isAttended = next
    current.setAttention(next)
    follow()
  }

  /** Far up older messages load, and nothing is read. */
  function scroll(current: Session, isUp: boolean): void {
    isAtEnd = !isUp
    const gap = gapsOf(timelineOf(current.state, wantedId).ranges).at(-1)
    if (isUp && wantedId !== null && gap !== undefined) {
      current.fillGap(wantedId, gap.before, 'newer')
    }
    follow()
  }

  async function recover(): Promise<void> {
    if (session === null || isSigningIn) return
    if (session.status.kind === 'closed') {
      session.close()
      bottom = null
      await start()
      return
    }
    for (const [id, { list }] of entriesOf(session.state.outbox)) {
      for (const one of list) if (one.state === 'failed') session.retry(id, one.id)
    }
    const current = timelineOf(session.state, session.state.currentId)
    if (current.fetch.status === 'failed' && session.state.currentId !== null) {
      session.reload(session.state.currentId)
    }
  }

  return {
    name: deps.name,
    userName: deps.userName,
    start,
    act(action) {
      act(action)
      return Promise.resolve()
    },
    recover,
    report: () => Promise.resolve(reportOf(session, sent, failed)),
    stop() {
      session?.close()
      session = null
      return Promise.resolve()
    },
  }
}

/** A refusal is shown to the user, who may do it again: nothing for the harness to count. */
async function markUnread(session: Session, back: number): Promise<void> {
  const { currentId, me } = session.state
  const foreign = shownIn(timelineOf(session.state, currentId)).filter(
    ({ author, system }) => author.id !== me?.id && system === null,
  )
  const message = foreign.at(-1 - back)
  if (currentId === null || message === undefined) return
  await session.markUnread(currentId, message.id).catch(() => undefined)
}

function reportOf(
  session: Session | null,
  sent: readonly OwnMessage[],
  failed: ReadonlySet<string>,
): ClientReport {
  const channels = new Map<string, ChannelReport>()
  if (session !== null) {
    for (const [id] of entriesOf(session.state.channels)) {
      channels.set(id, channelReport(session.state, id))
    }
  }
  const outbox = session === null ? [] : [...valuesOf(session.state.outbox)]
  return {
    isOnline: session?.status.kind === 'online',
    currentId: session?.state.currentId ?? null,
    sent: sent.map((one) => ({ ...one, hasFailed: failed.has(one.id) })),
    pending: outbox.flatMap(({ list }) => list).length,
    channels,
  }
}

function channelReport(state: ChatState, id: ChannelId): ChannelReport {
  const timeline = timelineOf(state, id)
  const isThere = timeline.isLoaded && timeline.fetch.status === 'idle'
  const unread = channelEntry(state, id)?.unread ?? { count: 0, mentions: 0, hasAlert: false }
  return {
    ...unread,
    timeline: isThere
      ? shownIn(timeline)
          .filter(({ system }) => system === null)
          .map(({ id: messageId, text, reactions }) => ({
            id: messageId,
            text,
            reactions: reactionsText(reactions),
          }))
      : null,
  }
}

/** The newest messages, as far back as they are known without a gap. */
function shownIn({ sequence, ranges }: Timeline): readonly Message[] {
  const live = liveRange(ranges)
  return sequence.chunks
    .flat()
    .filter(({ isDeleted, isInTimeline }) => !isDeleted && isInTimeline)
    .filter((message) => live === null || isCovered([live], message))
}
