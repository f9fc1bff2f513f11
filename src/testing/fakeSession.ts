import { vi } from 'vitest'
import { emptyState, type ChatState } from '../domain'
import type { ConnectionStatus, Session, SessionView } from '../session'

/** A session that says what a test tells it. */
export interface FakeSession extends Session {
  change(state: ChatState, status?: ConnectionStatus): void
  readonly isClosed: boolean
}

export function fakeSession(): FakeSession {
  const listeners = new Set<(view: SessionView) => void>()
  let view: SessionView = { state: emptyState, status: { kind: 'idle' }, isNotifier: false }
  let isClosed = false
  const nothing = vi.fn()
  return {
    get state() {
      return view.state
    },
    get status() {
      return view.status
    },
    get isNotifier() {
      return view.isNotifier
    },
    get isClosed() {
      return isClosed
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change(state, status = { kind: 'online' }) {
      view = { ...view, state, status }
      for (const listener of listeners) listener(view)
    },
    close: () => {
      isClosed = true
    },
    start: nothing,
    retryNow: nothing,
    checkLine: nothing,
    pageHides: nothing,
    forget: vi.fn(() => Promise.resolve()),
    enterChannel: nothing,
    fillGap: nothing,
    showMessage: (_id, message) => Promise.resolve(message),
    showTime: () => Promise.resolve(null),
    setView: nothing,
    reload: nothing,
    send: () => 'm1' as never,
    edit: () => true,
    remove: () => true,
    react: () => true,
    retry: nothing,
    discard: nothing,
    setTyping: nothing,
    setAttention: nothing,
    setBottom: nothing,
    markRead: nothing,
    dismissUnread: () => 0,
    dismissWhisper: () => undefined,
    undoDismissed: nothing,
    settleDismissed: nothing,
    markUnread: () => Promise.resolve(),
    sendFile: () => null,
    fetchFile: () => Promise.resolve(new Blob()),
    features: () => Promise.reject(new Error('none')),
    openThread: () => Promise.reject(new Error('none')),
  }
}
