import { inject, type InjectionKey } from 'vue'
import type { HostAttention } from './attention'

/** Something that the user would be told of outside of the page (A6). */
export interface HostNotice {
  readonly channelId: string
  readonly messageId: string
  readonly title: string
  readonly body: string
}

/** The page around the app's frame. */
export interface HostPage {
  /** Reactive. */
  attention(): HostAttention
  /** The panel fills the window, and nothing around it closes it. Reactive. */
  isFull(): boolean
  /** Closes the panel. */
  close(): void
  /** The focus goes to what opens the panel. */
  leave(): void
  /** Resolves with whether the host has told it itself. */
  notify(notice: HostNotice): Promise<boolean>
}

export const hostPageKey: InjectionKey<HostPage> = Symbol('hostPage')

/** Null where the app stands alone. */
export function useHostPage(): HostPage | null {
  return inject(hostPageKey, null)
}
