/** What is told outside of the page (A6). */
export interface Notice {
  /** A newer one of the same tag takes its place. */
  readonly tag: string
  readonly title: string
  readonly body: string
  /** Address of a picture; null for none. */
  readonly icon: string | null
}

export type NoticePermission = 'default' | 'granted' | 'denied'

/** What a browser has for it. A page in a frame of another origin, and some phones, have none. */
export interface NoticeApi {
  readonly permission: NoticePermission
  requestPermission(): Promise<NoticePermission>
  new (title: string, options: NoticeOptions): ShownNotice
}

export interface NoticeOptions {
  readonly tag: string
  readonly body: string
  readonly icon?: string
  /** Its own sound is left out: Parley's is a choice of its own. */
  readonly silent: boolean
  /** A newer one of the same tag is told again. */
  readonly renotify: boolean
}

export interface ShownNotice {
  onclick: ((event: Event) => unknown) | null
  onclose: ((event: Event) => unknown) | null
  close(): void
}

/** What is shown just now, by tag. */
export interface NoticeBoard {
  readonly tags: readonly string[]
  /** Does nothing without permission, or where the browser refuses. */
  show(notice: Notice, onClick: () => void): void
  close(tag: string): void
}

/** The browser's own; null where there is none. */
export function browserNotices(): NoticeApi | null {
  return 'Notification' in window ? window.Notification : null
}

export function createNoticeBoard(api: NoticeApi | null): NoticeBoard {
  const shownByTag = new Map<string, ShownNotice>()

  function open(Api: NoticeApi, { tag, title, body, icon }: Notice): ShownNotice | null {
    try {
      const picture = icon === null ? {} : { icon }
      return new Api(title, { tag, body, ...picture, silent: true, renotify: true })
    } catch {
      // Chromium on Android has the constructor and throws: only a service worker may show one there.
      return null
    }
  }

  return {
    get tags() {
      return [...shownByTag.keys()]
    },
    show(notice, onClick) {
      if (api?.permission !== 'granted') return
      const { tag } = notice
      const shown = open(api, notice)
      if (shown === null) return
      shownByTag.set(tag, shown)
      shown.onclick = () => {
        onClick()
        shown.close()
      }
      shown.onclose = () => {
        if (shownByTag.get(tag) === shown) shownByTag.delete(tag)
      }
    },
    close(tag) {
      shownByTag.get(tag)?.close()
      shownByTag.delete(tag)
    },
  }
}
