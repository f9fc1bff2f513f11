import type { ParleyOptions } from './api'
import { panelStyles } from './panelStyles'

/** Calls back for each event of these types, separated by blanks, until the app ends. */
export type Listen = (
  target: EventTarget | null,
  types: string,
  run: (event: never) => void,
) => void

export interface PanelDeps {
  readonly win: Window
  readonly listen: Listen
  /** The launcher was pressed. */
  onToggle(): void
  /** It was pointed at, or got the focus: it may be pressed next. */
  onPoint(): void
  /** The frame has loaded its document, or another one. */
  onLoad(): void
  /** Of what the frame stands in, in CSS pixels. */
  onResize(width: number, height: number): void
  /** It may fill the window now, or no longer. */
  onChange(): void
}

/** With what is meant where the host says nothing. */
export type Options = ParleyOptions & Required<Pick<ParleyOptions, 'mode' | 'theme' | 'locale'>>

export interface PanelState {
  readonly options: Options
  readonly isOpen: boolean
  readonly total: number
  /** Something is unread that is not counted. */
  readonly activity: boolean
}

/** Launcher, badge and frame in the host page (E3, E12, E15, E16). */
export interface Panel {
  isOpen(): boolean
  /** It fills the window, with nothing of the host around it. */
  isFull(): boolean
  /** The frame's window; nothing while there is no frame. */
  target(): Window | null | undefined
  /** Idempotent. */
  load(url: string): void
  set(changes: Partial<PanelState>): void
  /** The frame, or the launcher. */
  focus(isFrame: boolean): void
  /** Nothing of it stays in the page. */
  remove(): void
}

const sandbox = 'scripts same-origin forms popups popups-to-escape-sandbox downloads'
const mostShown = 99
const words = {
  en: ['Open', 'Close', 'Chat', 'unread'],
  zh: ['打开', '关闭', '聊天', '条未读'],
} as const

export function createPanel(options: Options, { win, listen, ...on }: PanelDeps): Panel {
  const { document, visualViewport } = win
  const page = document.documentElement
  const narrow = win.matchMedia('(width<640px)')
  const host = document.createElement('parley-widget')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  const add = (parent: Node, tag: string): HTMLElement =>
    parent.appendChild(document.createElement(tag))
  const panel = add(root, 'div')
  const launcher = add(root, 'button')
  const mark = add(launcher, 'b')
  let state: PanelState = { options, isOpen: false, total: 0, activity: false }
  let frame: HTMLIFrameElement | undefined
  /** What the page's own overflow was before it was locked. */
  let overflow: string | undefined

  const isDocked = (): boolean => state.options.mode === 'docked'
  const isOpen = (): boolean => state.isOpen || !isDocked()
  const isFull = (): boolean => state.options.mode === 'page' || (isDocked() && narrow.matches)

  /** Beside the body: hosts that replace theirs leave it where it is. Where they replace more, it comes back. */
  function attach(): void {
    const { mode, container } = state.options
    const given = typeof container === 'string' ? document.querySelector(container) : container
    const place = (mode === 'inline' && given) || document.documentElement
    if (host.parentNode !== place || !host.isConnected) place.append(host)
  }

  function classes(): readonly unknown[] {
    const { mode, theme, side } = state.options
    const isLeft = (side ?? (page.dir === 'rtl' && 'left')) === 'left'
    const isWhole = !isDocked() || isFull()
    return [theme, mode, isOpen() && 'open', isWhole && 'whole', isLeft && 'left']
  }

  function render(): void {
    const { options, total, activity } = state
    const { theme, tokens = {}, locale } = options
    const [open, close, chat, unread] = words[/^zh/i.test(locale) ? 'zh' : 'en']
    const { title = chat, zIndex = 2e9 } = options
    const shown = total > mostShown ? `${mostShown}+` : `${total || ''}`
    host.className = classes().join(' ')
    host.style.zIndex = `${zIndex}`
    for (const name of ['accent', 'onAccent', 'surface'] as const) {
      host.style.setProperty(`--${name}`, tokens[name] ?? '')
    }
    launcher.hidden = !isDocked() || options.launcher === false
    launcher.ariaLabel = `${isOpen() ? close : open} ${title}${shown && `, ${shown} ${unread}`}`
    launcher.ariaExpanded = `${isOpen()}`
    mark.hidden = !total && !activity
    mark.textContent = shown
    if (frame) {
      frame.title = title
      frame.style.colorScheme = theme === 'system' ? 'light dark' : theme
    }
    attach()
    follow()
  }

  /** The page behind a panel that fills it does not scroll; the panel is where the keyboard of a phone leaves it. */
  function follow(): void {
    const fills = isOpen() && isFull()
    unlock()
    if (fills) {
      overflow = page.style.overflow
      page.style.overflow = 'hidden'
    }
    panel.style.cssText =
      fills && visualViewport
        ? `top:${visualViewport.offsetTop}px;height:${visualViewport.height}px`
        : ''
  }

  function unlock(): void {
    if (overflow !== undefined) page.style.overflow = overflow
    overflow = undefined
  }

  const observer = new MutationObserver(attach)
  const sizes = new ResizeObserver(() => {
    on.onResize(panel.clientWidth, panel.clientHeight)
  })
  sheet.replaceSync(panelStyles)
  root.adoptedStyleSheets = [sheet]
  listen(launcher, 'click', on.onToggle)
  listen(launcher, 'pointerenter focus', on.onPoint)
  listen(visualViewport, 'resize scroll', follow)
  listen(narrow, 'change', () => {
    render()
    on.onChange()
  })
  sizes.observe(panel)
  for (const node of [document, page]) observer.observe(node, { childList: true })
  render()

  return {
    isOpen,
    isFull,
    target: () => frame?.contentWindow,
    load(url) {
      if (frame) return
      frame = document.createElement('iframe')
      frame.setAttribute('sandbox', sandbox.replace(/\S+/g, 'allow-$&'))
      frame.allow = 'clipboard-write'
      frame.referrerPolicy = 'strict-origin'
      frame.src = url
      listen(frame, 'load', () => {
        panel.className = 'seen'
        on.onLoad()
      })
      panel.append(frame)
      render()
    },
    set(changes) {
      state = { ...state, ...changes }
      render()
    },
    focus(isFrame) {
      const target = isFrame ? frame : launcher
      target?.focus({ preventScroll: true })
    },
    remove() {
      observer.disconnect()
      sizes.disconnect()
      unlock()
      host.remove()
    },
  }
}
