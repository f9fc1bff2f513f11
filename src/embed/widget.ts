import { embedVersion, versionOf, type TokenReason } from '../protocol/embed'
import type { ParleyEvents, ParleyOptions, ParleyTokenProvider, ParleyUnread } from './api'
import { createPanel, type Options, type Panel } from './panel'
import { createPortCalls, EmbedError, type PortCalls } from './portCalls'

export interface WidgetDeps {
  readonly win: Window
  /** Address of the script itself: the frame lies beside it. */
  readonly scriptUrl: string
  /** Of the script. */
  readonly version: string
}

type Listener = (detail: never) => unknown

/** The app that was booted, until it is shut down. */
interface App {
  options: Options
  readonly panel: Panel
  /** Where the host shows the panel itself. */
  readonly shown: { visible?: boolean; focused?: boolean }
  readonly ends: AbortController
  calls?: PortCalls
}

const silentAfterMs = 20_000

/** The commands of the host page by their names (E2, E4). Each rejects with an `EmbedError` that says what is wrong. */
export function createWidget({
  win,
  scriptUrl,
  version,
}: WidgetDeps): (name: string, ...args: readonly unknown[]) => Promise<unknown> {
  const { document } = win
  const listeners = new Map<string, Set<Listener>>()
  let provider: ParleyTokenProvider | undefined
  let unread: ParleyUnread | undefined
  let app: App | undefined
  /** Resolves when the frame is ready, or the app has ended. */
  let ready: Promise<void>
  let settle: () => void

  function emit(name: keyof ParleyEvents, detail: unknown): void {
    for (const listener of listeners.get(name) ?? []) {
      try {
        listener(detail as never)
      } catch (error) {
        // The host's to see, and nobody else's loss.
        reportError(error)
      }
    }
  }

  function booted(): App {
    if (!app) throw new EmbedError('not-booted', 'boot first')
    return app
  }

  function frameUrl({ options }: App): URL {
    const { app: id, frameUrl: wanted = 'embed', theme, locale } = options
    const url = new URL(wanted, scriptUrl)
    url.search = `${new URLSearchParams({ app: id, theme, locale })}`
    return url
  }

  function load(): void {
    if (app) app.panel.load(frameUrl(app).href)
  }

  /** All that the frame has to know of the page around it. */
  function tellHost(): void {
    if (!app) return
    const { panel, options, shown } = app
    const { visible = panel.isOpen(), focused = document.hasFocus() } = shown
    app.calls?.tell('host', {
      ...options,
      // An element is nothing to send.
      container: 0,
      isOpen: visible,
      hasFocus: focused,
      isFull: panel.isFull(),
      events: [...listeners.keys()],
    })
  }

  function setOpen(isOpen: boolean): void {
    const { panel, calls } = booted()
    if (isOpen) load()
    if (panel.isOpen() === isOpen) return
    panel.set({ isOpen })
    panel.focus(isOpen)
    tellHost()
    if (isOpen) calls?.tell('focus')
    emit(isOpen ? 'open' : 'close', null)
  }

  function update(changes: Partial<ParleyOptions>): void {
    const current = booted()
    const { options, panel } = current
    current.options = { ...options, ...changes, app: options.app }
    panel.set({ options: current.options })
    tellHost()
  }

  async function answer(name: string, data: unknown): Promise<unknown> {
    let isCancelled = false
    const { reason } = data as { reason: TokenReason }
    if (name === 'token') {
      const token = await provider?.(reason)
      if (token) return token
      emit('auth-required', { reason })
      throw new EmbedError('signed-out')
    }
    const preventDefault = (): void => {
      isCancelled = true
    }
    emit(name as 'link', { ...(data as object), preventDefault })
    return isCancelled
  }

  /** The frame says hello each time it has loaded, and gets a port of its own each time (E7). */
  function onMessage({ source, origin, data }: MessageEvent): void {
    const current = booted()
    const { panel } = current
    const spoken = versionOf(data, 'hello')
    const isOurs = source && source === panel.target() && origin === frameUrl(current).origin
    if (!isOurs || !spoken) return
    const { port1, port2 } = new MessageChannel()
    const nonce = crypto.getRandomValues(new Uint32Array(4)).join()
    const onEvent = (name: string, detail: never): void => {
      if (name === 'escape') setOpen(false)
      else if (name === 'leave') panel.focus(false)
      else if (name !== 'ready') emit(name as 'state', detail)
      else if ((detail as { nonce: string }).nonce === nonce) {
        settle()
        emit(name, { ...(detail as object), version })
      }
      if (name === 'unread') panel.set((unread = detail))
    }
    current.calls?.close()
    current.calls = createPortCalls(
      port1,
      { decode: JSON.parse, onCall: answer, onEvent },
      setTimeout,
    )
    const init = { parley: 'init', v: Math.min(spoken, embedVersion), nonce }
    source.postMessage(init, { targetOrigin: origin, transfer: [port2] })
    tellHost()
  }

  /** From the host's own controls into the frame (E16). */
  function onKeydown(event: KeyboardEvent): void {
    const { panel, calls } = booted()
    if (event.key !== 'F6' || event.defaultPrevented || !panel.isOpen() || !calls) return
    event.preventDefault()
    panel.focus(true)
    calls.tell('focus', { isBack: event.shiftKey })
  }

  const commands: Readonly<Record<string, ((...args: never[]) => unknown) | null>> = {
    __proto__: null,
    boot(given?: ParleyOptions) {
      if (!given?.app) throw new EmbedError('invalid', 'boot needs an app')
      if (app) {
        if (app.options.app === given.app) return
        throw new EmbedError('already-booted', `"${app.options.app}" runs`)
      }
      const { lang: locale } = document.documentElement
      const options = { mode: 'docked', theme: 'system', locale, ...given } as const
      const ends = new AbortController()
      const listen = (target: EventTarget | null, types: string, run: (event: never) => void) => {
        for (const type of types.split(' ')) target?.addEventListener(type, run as () => void, ends)
      }
      ready = new Promise((resolve) => {
        settle = resolve
      })
      const panel = createPanel(options, {
        win,
        listen,
        onToggle() {
          setOpen(!panel.isOpen())
        },
        onPoint: load,
        onLoad() {
          setTimeout(() => {
            if (current.calls || ends.signal.aborted) return
            // The server refused the frame, or somebody led it elsewhere.
            emit('error', { code: 'frame-silent', message: 'silent' })
          }, silentAfterMs)
        },
        onResize(width, height) {
          emit('resize', { width, height })
        },
        onChange: tellHost,
      })
      const current: App = (app = { options, panel, shown: {}, ends })
      listen(win, 'message', onMessage)
      listen(win, 'keydown', onKeydown)
      listen(win, 'focus blur', tellHost)
      const { preload = 'idle' } = options
      if (preload === 'eager' || panel.isOpen()) load()
      // Safari has no such callback.
      else if (preload === 'idle')
        ((win as Partial<Window>).requestIdleCallback ?? setTimeout)(load)
    },
    identify(next: ParleyTokenProvider) {
      if (typeof next !== 'function') throw new EmbedError('invalid')
      provider = next
      app?.calls?.tell('identify')
    },
    shutdown() {
      if (!app) return
      const { ends, calls, panel } = app
      app = provider = unread = undefined
      ends.abort()
      calls?.close()
      settle()
      panel.remove()
      listeners.clear()
    },
    on(name: string, listener: Listener) {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      tellHost()
      // On subscribing too, so that nobody has to ask (E6).
      if (name === 'unread' && unread) listener(unread as never)
      return () => {
        all.delete(listener)
      }
    },
    open() {
      setOpen(true)
    },
    close() {
      setOpen(false)
    },
    toggle() {
      setOpen(!booted().panel.isOpen())
    },
    setTheme(theme: ParleyOptions['theme'] | ParleyOptions['tokens']) {
      update(typeof theme === 'string' ? { theme } : { tokens: theme ?? {} })
    },
    setLocale(locale: string) {
      update({ locale })
    },
    setPanel(next: App['shown']) {
      Object.assign(booted().shown, next)
      tellHost()
    },
    update,
  }

  return async (name, ...args) => {
    const command = commands[name]
    if (command) return command(...(args as never[]))
    // The rest is the frame's, which is loaded for it.
    if (/^open/.test(name)) setOpen(true)
    booted()
    load()
    await ready
    const { calls } = booted()
    return (await calls?.call(name, args)) ?? undefined
  }
}
