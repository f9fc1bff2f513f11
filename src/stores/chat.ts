import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import {
  channelEntry,
  ChatError,
  createChannelOrder,
  emptyState,
  knownName,
  outboxOf,
  peerPresence,
  pendingOf,
  timelineOf,
  typistsOf,
  type Answering,
  type ChannelEntry,
  type ChannelId,
  type ChatState,
  type Message,
  type MessageId,
  type GapSide,
  type Position,
  type Presence,
  type View,
} from '../domain'
import type { ChatFeatures } from '../ports'
import type { ConnectionStatus, FileToSend, Session } from '../session'
import { useAuthStore } from './auth'
import { usePreferenceStore } from './preferences'
import { useServices } from './services'

/** The state of the session for the views, at most once a frame, and the session's commands. */
export const useChatStore = defineStore('chat', () => {
  const auth = useAuthStore()
  const { scheduleFrame } = useServices()
  const state = shallowRef<ChatState>(emptyState)
  const status = shallowRef<ConnectionStatus>({ kind: 'idle' })
  /** Of the tabs of this user, this one shows the badge (C11). */
  const isNotifier = shallowRef(false)
  const preferences = usePreferenceStore()
  const isUnreadApart = computed(() => preferences.choices.unread === 'apart')
  const isByName = computed(() => preferences.choices.order === 'byName')
  /** It knows what stays where it is: no other choice makes a new one. */
  const order = computed(() => {
    const compareNames = isByName.value ? new Intl.Collator([], { numeric: true }).compare : null
    return createChannelOrder({ isUnreadApart: isUnreadApart.value, compareNames })
  })

  watch(
    () => auth.session,
    (session, _before, onCleanup) => {
      state.value = session?.state ?? emptyState
      status.value = session?.status ?? { kind: 'idle' }
      isNotifier.value = session?.isNotifier ?? false
      if (session !== null) onCleanup(follow(session))
    },
    { immediate: true, flush: 'sync' },
  )

  function follow(session: Session): () => void {
    let isScheduled = false
    let isFollowing = true
    const stop = session.listen(() => {
      if (isScheduled) return
      isScheduled = true
      scheduleFrame(() => {
        isScheduled = false
        if (!isFollowing) return
        state.value = session.state
        status.value = session.status
        isNotifier.value = session.isNotifier
      })
    })
    return () => {
      isFollowing = false
      stop()
    }
  }

  const me = computed(() => state.value.me)
  const facts = computed(() => state.value.facts)
  /** The same list while nothing was whispered or dismissed. */
  const whispers = computed(() => state.value.whispers)
  const totals = computed(() => state.value.totals)
  const sections = computed(() => order.value(state.value))
  const currentId = computed(() => state.value.currentId)
  const current = computed(() => channelEntry(state.value, currentId.value))
  const timeline = computed(() => timelineOf(state.value, currentId.value))
  const pending = computed(() => pendingOf(state.value, currentId.value))
  const changesById = computed(() => outboxOf(state.value, currentId.value).changesById)
  const typists = computed(() => typistsOf(state.value, currentId.value))
  /** There is a list to show: the first snapshot is here, or what an earlier page kept of it. */
  const isLoaded = computed(() => state.value.isComplete || state.value.isFromCache)

  /** Of the session itself, so that who says a name is not shown anew with every event. */
  const nameOf = (username: string): string | null =>
    knownName(session()?.state ?? emptyState, username)
  const presenceOf = (entry: ChannelEntry): Presence | null => peerPresence(state.value, entry)

  const session = (): Session | null => auth.session

  function signedIn(): Session {
    if (auth.session === null) throw new ChatError('auth', 'nobody is signed in')
    return auth.session
  }

  /** Seen at once: a frame later, another channel's messages would have been shown and read under this one's name. */
  function enterChannel(id: ChannelId | null): void {
    session()?.enterChannel(id)
    state.value = session()?.state ?? emptyState
  }

  return {
    state,
    status,
    isNotifier,
    me,
    facts,
    whispers,
    totals,
    sections,
    currentId,
    current,
    timeline,
    pending,
    changesById,
    typists,
    isLoaded,
    presenceOf,
    nameOf,
    enterChannel,
    fillGap: (id: ChannelId, before: Position, side: GapSide) =>
      session()?.fillGap(id, before, side),
    showMessage: async (id: ChannelId, message: MessageId) =>
      (await session()?.showMessage(id, message)) ?? message,
    showTime: async (id: ChannelId, at: number) => signedIn().showTime(id, at),
    setView: (view: View | null) => session()?.setView(view),
    reload: (id: ChannelId) => session()?.reload(id),
    send: (id: ChannelId, text: string, answering?: Answering) =>
      session()?.send(id, text, answering) ?? null,
    sendFile: (id: ChannelId, file: FileToSend) => session()?.sendFile(id, file) ?? null,
    edit: (id: ChannelId, message: Message, text: string) =>
      session()?.edit(id, message.id, text, message) ?? false,
    remove: (id: ChannelId, message: MessageId) => session()?.remove(id, message) ?? false,
    react: (id: ChannelId, message: MessageId, emoji: string, isSet: boolean) =>
      session()?.react(id, message, emoji, isSet) ?? false,
    retry: (id: ChannelId, wishId: string) => session()?.retry(id, wishId),
    discard: (id: ChannelId, wishId: string) => session()?.discard(id, wishId),
    setTyping: (id: ChannelId, isTyping: boolean) => session()?.setTyping(id, isTyping),
    fetchFile: async (url: string, maxBytes: number) => session()?.fetchFile(url, maxBytes),
    setAttention: (isAttended: boolean) => session()?.setAttention(isAttended),
    setBottom: (newest: Position | null) => session()?.setBottom(newest),
    markRead: (id: ChannelId) => session()?.markRead(id),
    dismissUnread: (id: ChannelId | null) => session()?.dismissUnread(id) ?? 0,
    undoDismissed: () => session()?.undoDismissed(),
    settleDismissed: () => session()?.settleDismissed(),
    dismissWhisper: (id: MessageId) => session()?.dismissWhisper(id),
    markUnread: async (id: ChannelId, from: MessageId) => session()?.markUnread(id, from),
    features: async (): Promise<ChatFeatures> => signedIn().features(),
    openThread: async (...place: Parameters<Session['openThread']>) =>
      signedIn().openThread(...place),
    retryNow: () => session()?.retryNow(),
    checkLine: () => session()?.checkLine(),
    pageHides: () => session()?.pageHides(),
  }
})
