/** What a comparing harness asks of a page: it assigns `window.__benchAdapter` and is driven through it. */

export interface BenchUser {
  readonly id: string
  readonly name: string
  readonly username: string
  readonly avatar: string
}

export interface BenchMessage {
  readonly id: string
  readonly index: number
  readonly ts: number
  readonly user: BenchUser
  readonly own: boolean
  readonly kind: 'text' | 'system' | 'code' | 'image'
  /** Markdown-like: bold, code, fences, mentions, bare links. */
  readonly text: string
  /** `w` and `h` are 0 when the size is not known before loading. */
  readonly image: {
    readonly name: string
    readonly w: number
    readonly h: number
    readonly src: string
  } | null
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[]
  readonly replyTo: { readonly id: string; readonly name: string; readonly text: string } | null
  readonly edited: boolean
}

export interface BenchChannel {
  readonly id: string
  readonly name: string
  readonly avatar: string
  readonly unread: number
  readonly mention: boolean
  readonly last: { readonly user: string; readonly text: string; readonly ts: number }
}

export interface PaneAdapter {
  mount(root: HTMLElement, messages: readonly BenchMessage[]): Promise<void>
  append(messages: readonly BenchMessage[]): void
  prepend(messages: readonly BenchMessage[]): Promise<void>
  scroller(): HTMLElement
  row(id: string): HTMLElement | null
  readonly rowSelector: string
  idOf(row: Element): string
  readonly windowed: true
  toBottom(): Promise<void>
  update(message: BenchMessage): void
}

export interface ChannelsAdapter {
  mount(root: HTMLElement, channels: readonly BenchChannel[]): Promise<void>
  bump(id: string, last: BenchChannel['last']): void
  row(id: string): HTMLElement | null
  readonly rowSelector: string
}

declare global {
  interface Window {
    __benchAdapter?: { readonly pane: PaneAdapter; readonly channels: ChannelsAdapter }
  }
}
