/** What a host page sees of the widget. This file, as it stands, is published beside it as `widget.d.ts`. */

export type ParleyMode = 'light' | 'dark' | 'system'

/** Properties of the look that a host may set; colours, a length and a list of fonts, as CSS writes them. */
export type ParleyTokens = Partial<
  Record<
    | 'accent'
    | 'onAccent'
    | 'surface'
    | 'surfaceList'
    | 'text'
    | 'textQuiet'
    | 'line'
    | 'radius'
    | 'font',
    string
  >
>

/** Gives a token that the host's back end has signed for its user; null when nobody is signed in. */
export type ParleyTokenProvider = (
  reason: 'start' | 'expiring' | 'refused',
) => string | null | Promise<string | null>

export interface ParleyOptions {
  /** Id of the app in the configuration of the chat. */
  app: string
  /** Address of the frame. Default: `embed` beside the script. */
  frameUrl?: string
  /**
   * `docked`: in a corner, behind a launcher. `inline`: fills `container`. `page`: fills the window.
   * Default `docked`.
   */
  mode?: 'docked' | 'inline' | 'page'
  /** Of `inline`: the element, or a selector of it. */
  container?: Element | string
  /** Of `docked`. Default: the end of a line of the page's language. */
  side?: 'left' | 'right'
  /** When the frame loads: when it is first opened or pointed at, when the page is idle, or at once. Default `idle`. */
  preload?: 'none' | 'idle' | 'eager'
  /** Default `system`. */
  theme?: ParleyMode
  tokens?: ParleyTokens
  /** A language tag. Default: that of the document, else of the browser. */
  locale?: string
  /** Without it the host opens the panel by commands. Default true. */
  launcher?: boolean
  /** What the panel is called. Default: "Chat". */
  title?: string
  /** Default 2000000000. */
  zIndex?: number
  /** The event `message` carries the text. Default false. */
  includeBody?: boolean
  /** The event `unread` names the channels. Default false. */
  perChannel?: boolean
}

export interface ParleyState {
  isOpen: boolean
  isReady: boolean
  /** `online`, `connecting`, `offline` or `signedOut`. */
  connection: string
  /** Username; null while nobody is signed in. */
  user: string | null
  channel: ParleyChannel | null
  unread: ParleyUnread
}

export interface ParleyChannel {
  id: string
  name: string
}

export interface ParleyUnread {
  /** Rises with each event. */
  seq: number
  /** Messages meant for the user, in all channels. */
  total: number
  mentions: number
  /** Channels with anything unread. */
  channels: number
  /** Something is unread that is not counted. */
  activity: boolean
  perChannel?: { id: string; name: string; unread: number; mentions: number }[]
}

export interface ParleyMessage {
  channelId: string
  messageId: string
  /** Only with `includeBody`. */
  body?: string
  author?: string
}

export interface ParleyEvents {
  ready: { version: string; storage: 'memory' | 'partitioned' | 'first-party' }
  state: ParleyState
  unread: ParleyUnread
  channel: ParleyChannel | null
  open: null
  close: null
  message: ParleyMessage
  /** `preventDefault` keeps the frame from opening it. */
  link: { url: string; preventDefault(): void }
  /** `preventDefault` keeps the widget from making a sound. */
  notification: ParleyMessage & { title: string; preventDefault(): void }
  resize: { width: number; height: number }
  'auth-required': { reason: string }
  'auth-expired': null
  error: { code: string; message: string }
  metric: { name: string; value: number }
}

export interface ParleyCommands {
  boot(options: ParleyOptions): Promise<void>
  identify(provider: ParleyTokenProvider): Promise<void>
  shutdown(): Promise<void>
  open(): Promise<void>
  close(): Promise<void>
  toggle(): Promise<void>
  openChannel(idOrName: string, options?: { messageId?: string }): Promise<void>
  openDirect(username: string): Promise<void>
  /** Puts the text into the composer of the open channel, and does not send it. */
  compose(text: string): Promise<void>
  setTheme(theme: ParleyMode | ParleyTokens): Promise<void>
  setLocale(tag: string): Promise<void>
  /** For hosts with a place of their own for the panel: whether the user sees it, and whether the page has the focus. */
  setPanel(panel: { visible?: boolean; focused?: boolean }): Promise<void>
  /** A channel by id or name, or `all`. */
  markRead(channel: string): Promise<void>
  getState(): Promise<ParleyState>
  /** Resolves with what ends it. */
  on<Name extends keyof ParleyEvents>(
    event: Name,
    listener: (detail: ParleyEvents[Name]) => void,
  ): Promise<() => void>
  update(options: Partial<ParleyOptions>): Promise<void>
}

export interface ParleyApi {
  <Name extends keyof ParleyCommands>(
    command: Name,
    ...args: Parameters<ParleyCommands[Name]>
  ): ReturnType<ParleyCommands[Name]>
  /** Commands that wait for the script. */
  q?: IArguments[]
  /** Version of the script, once it has loaded. */
  version?: string
}

declare global {
  interface Window {
    Parley?: ParleyApi
  }
}
