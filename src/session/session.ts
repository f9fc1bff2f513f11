import {
  ChatError,
  channelEntry,
  messageById,
  timelineOf,
  type ChannelId,
  type ChatState,
  type MessageId,
  type Position,
  type ServerEvent,
  type Timestamp,
} from '../domain'
import { steadyClock, type ChatTransport, type Stop } from '../ports'
import type { SessionCache } from './cache'
import { createColdStart } from './coldStart'
import { createConnection, type ConnectionDeps } from './connection'
import { createDismisser } from './dismissing'
import { watchForJumps } from './jumpWatch'
import { joinTabs } from './joining'
import { createOutbox, type OutboxDeps } from './outbox'
import { createAutomaticReader } from './reading'
import { createStateStore } from './store'
import type { OpenTabs } from './tabs'
import type { Session, SessionView } from './types'
import { createTypingSender, createTypingTimer } from './typing'
import { createWatcher, overlapMs } from './watching'

export interface SessionDeps extends ConnectionDeps {
  /** Where what was not sent outlives the page, and which tab sends it. */
  readonly loadOutbox: OutboxDeps['loadParts']
  /** A new id every time, of the form the back end expects of its clients. */
  newMessageId(): string
  /** Where there may be other tabs of the same user; without it this one is alone. */
  readonly openTabs?: () => Promise<OpenTabs>
  /** Where what this session knows is kept for its next start; without it that begins empty. */
  readonly openCache?: () => Promise<SessionCache>
}

/** Puts the parts of a session together; see `Session` for what it promises. */
export function createSession(deps: SessionDeps): Session {
  const { clock, logger, random } = deps
  const time = steadyClock(clock)
  const store = createStateStore()
  const listeners = new Set<(view: SessionView) => void>()
  let syncedAt: Timestamp | null = null
  let isClosed = false
  let stopJumps: Stop = () => undefined

  const connection = createConnection(deps, {
    onStatus: (status) => {
      if (status.kind === 'waiting') watcher.lineEnded()
      reader.update()
      if (status.kind === 'online') goOn()
      tell()
    },
    onEvent: take,
    onSignedIn: ({ me, facts }, capabilities) => {
      const isSame = (store.state.me?.id ?? me.id) === me.id
      if (isSame) store.dispatch({ type: 'signedIn', me, facts, capabilities })
      else connection.close('userChanged')
    },
    catchUp,
  })

  const line = (): ChatTransport | null => connection.transport
  const onlineLine = (): ChatTransport | null =>
    connection.status.kind === 'online' ? connection.transport : null
  const onError = (error: ChatError): void => {
    connection.refuse(error)
  }
  const watcher = createWatcher(store, {
    clock: time,
    logger,
    transport: line,
    onError,
    onLoaded: (id) => {
      reader.noticed(id)
    },
  })
  const reader = createAutomaticReader(store, {
    clock: time,
    random,
    logger,
    transport: onlineLine,
    onError,
  })
  const markRead = (id: ChannelId, upTo?: Position): void => {
    reader.markRead(id, upTo)
  }
  const dismisser = createDismisser(store, markRead)
  const outbox = createOutbox(store, {
    clock,
    random,
    logger,
    loadParts: () => deps.loadOutbox(),
    newId: () => deps.newMessageId(),
    transport: onlineLine,
    onError,
    markRead,
    onSent: (id) => {
      reader.noticed(id)
    },
  })
  const typingSender = createTypingSender(clock, onlineLine)
  const typingTimer = createTypingTimer(store, clock)

  function tell(): void {
    if (isClosed) return
    for (const listener of [...listeners]) listener(view)
  }

  function take(event: ServerEvent): void {
    store.dispatch(event)
    switch (event.type) {
      case 'typingChanged':
        typingTimer.arm()
        return
      case 'historyChanged':
        watcher.startOver(event.channelId)
        return
      case 'channelRemoved':
      case 'membershipRemoved':
        watcher.forget(event.channelId)
        return
      case 'channelUpserted':
        watcher.noticed(event.channel.id)
        return
      case 'membershipUpserted':
        watcher.noticed(event.membership.channelId)
        reader.noticed(event.membership.channelId)
        reader.update()
        return
      case 'messageUpserted':
        watcher.heard(event.message)
        reader.noticed(event.message.channelId)
        reader.update()
        return
      case 'signedIn':
      case 'messageRemoved':
      case 'presenceChanged':
      case 'messagesRead':
      case 'whispered':
    }
  }

  /** Subscriptions are acknowledged by now, so what is fetched here and what arrives leave no gap (C3). */
  async function catchUp(transport: ChatTransport): Promise<void> {
    await fetchChannels(transport)
    await watcher.catchUp(transport)
  }

  async function fetchChannels(transport: ChatTransport): Promise<void> {
    const since = syncedAt === null ? null : Math.max(0, syncedAt - overlapMs)
    const changes = await transport.fetchChannels(since)
    store.dispatch({ type: 'cacheDropped' })
    for (const channelId of changes.removedChannelIds) {
      store.dispatch({ type: 'membershipRemoved', channelId })
      watcher.forget(channelId)
    }
    for (const channel of changes.channels) store.dispatch({ type: 'channelUpserted', channel })
    for (const membership of changes.memberships) {
      store.dispatch({ type: 'membershipUpserted', membership })
    }
    store.dispatch({ type: 'channelsFetched' })
    syncedAt = Math.max(syncedAt ?? 0, changes.syncedAt)
  }

  function goOn(): void {
    watcher.resume()
    outbox.resume()
    reader.resume()
    reader.update()
  }

  const stopTelling = store.listen(tell)
  const coldStart = createColdStart(store, deps.openCache, {
    logger,
    onRestored: () => {
      watcher.restored()
    },
  })
  const joining = joinTabs(store, deps.openTabs, {
    logger,
    onNotifier: tell,
    onHeard: (id) => {
      reader.noticed(id)
    },
  })

  const view: Session = {
    get state() {
      return store.state
    },
    get status() {
      return connection.status
    },
    get isNotifier() {
      return joining.isNotifier
    },
    listen(listener): Stop {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      stopJumps = watchForJumps(clock, () => {
        typingTimer.clear()
        connection.wokeUp()
      })
      coldStart.start()
      outbox.start()
      connection.start()
    },
    retryNow: () => {
      connection.retryNow()
    },
    checkLine: () => {
      connection.checkLine()
    },
    enterChannel(id) {
      watcher.enter(id)
      reader.update()
    },
    fillGap: watcher.fillGap,
    reload: watcher.reload,
    showMessage: (id, message) => watcher.show(id, message),
    showTime: (id, at) => watcher.showTime(id, at),
    setView: watcher.setView,
    send(id, text, answering) {
      typingSender.set(id, false)
      return outbox.send(id, text, answering)
    },
    sendFile: outbox.sendFile,
    edit: outbox.edit,
    remove: outbox.remove,
    react: outbox.react,
    retry: outbox.retry,
    discard: outbox.discard,
    setTyping: typingSender.set,
    fetchFile: async (url, maxBytes) => required(line()).fetchFile(url, maxBytes),
    setAttention: (isAttended) => {
      reader.setAttention(isAttended)
    },
    setBottom: reader.setBottom,
    markRead: (id) => {
      if (!store.state.isFromCache) markRead(id)
    },
    dismissUnread: (id) => (store.state.isFromCache ? 0 : dismisser.dismiss(id)),
    undoDismissed: () => {
      dismisser.undo()
    },
    settleDismissed: () => {
      dismisser.settle()
    },
    dismissWhisper: (messageId) => store.dispatch({ type: 'whisperDismissed', messageId }),
    markUnread,
    openThread: async (channelId, rootId, onChange) => {
      const { openThread } = await load(() => import('./thread'))
      return openThread(view, store, { transport: onlineLine }, { channelId, rootId, onChange })
    },
    async features() {
      const transport = required(line())
      const { sessionFeatures } = await load(() => import('./features'))
      return sessionFeatures(store, transport, { fetchChannels })
    },
    close() {
      if (isClosed) return
      isClosed = true
      stopTelling()
      stopJumps()
      joining.close()
      listeners.clear()
      watcher.close()
      reader.close()
      outbox.close()
      typingTimer.close()
      coldStart.close()
      connection.close('signedOut')
    },
    pageHides: () => {
      outbox.flush()
      coldStart.flush()
    },
    forget: () => coldStart.forget(),
  }
  return view

  /** Marked here before the server hears of it: else its answer would be read again at once. */
  async function markUnread(id: ChannelId, from: MessageId): Promise<void> {
    const transport = required(line())
    const message = knownMessage(store.state, id, from)
    if (message === undefined) throw new ChatError('notFound', 'the message is not loaded')
    store.dispatch({ type: 'markedUnread', channelId: id, before: message })
    try {
      await transport.markUnread(id, from)
    } catch (error) {
      store.dispatch({ type: 'unreadMarkDropped', channelId: id })
      throw error
    }
  }
}

/** What is loaded, or the last line of a channel that is not. */
function knownMessage(state: ChatState, id: ChannelId, from: MessageId): Position | undefined {
  const last = channelEntry(state, id)?.channel?.lastMessage
  const message = messageById(timelineOf(state, id).sequence, from)
  return message ?? (last?.id === from ? last : undefined)
}

function required(transport: ChatTransport | null): ChatTransport {
  if (transport === null) throw new ChatError('connection', 'the line is down')
  return transport
}

async function load<Part>(fetch: () => Promise<Part>): Promise<Part> {
  try {
    return await fetch()
  } catch {
    throw new ChatError('connection', 'a part of the app could not be loaded')
  }
}
