/** What a page of the app shows, read from its document. */
export interface PageReport {
  readonly isSignedIn: boolean
  /** No banner, and the channels are there. */
  readonly isOnline: boolean
  readonly currentId: string | null
  readonly channels: readonly PageChannel[]
  /** Null while it is not there, or its end is not in view. */
  readonly rows: readonly PageRow[] | null
}

export interface PageChannel {
  readonly id: string
  /** In the badge; 0 without one. */
  readonly number: number
  readonly mentions: number
  readonly hasAlert: boolean
}

export interface PageRow {
  readonly id: string
  readonly text: string
  readonly state: 'sent' | 'pending' | 'failed'
}

/** Runs in the page. */
export function readPage(): PageReport {
  const all = (selector: string, within: ParentNode = document): HTMLElement[] => [
    ...within.querySelectorAll<HTMLElement>(selector),
  ]

  function channelOf(row: HTMLElement): PageChannel {
    const badge = row.querySelector('.badge')
    const number = Number.parseInt(
      badge?.querySelector('[aria-hidden]')?.textContent.replace('@', '') ?? '0',
      10,
    )
    const isMention = badge?.classList.contains('is-mention') === true
    const label = badge?.querySelector('.visually-hidden')?.textContent ?? ''
    return {
      id: row.dataset['row'] ?? '',
      number,
      mentions: isMention ? Number.parseInt(label, 10) : 0,
      hasAlert: row.classList.contains('has-news'),
    }
  }

  function rowOf(row: HTMLElement): PageRow[] {
    const content = row.querySelector<HTMLElement>('.message-content')
    const isSystem = row.closest('.message') === null
    if (content === null || isSystem) return []
    const isPending = content.classList.contains('pending-content')
    const isFailed = content.classList.contains('is-failed')
    return [
      {
        id: row.dataset['anchor'] ?? '',
        text: content.textContent.replace(/\s*\(edited\)$/, ''),
        state: isFailed ? 'failed' : isPending ? 'pending' : 'sent',
      },
    ]
  }

  function rows(): PageRow[] | null {
    const history = document.querySelector('.history')
    if (history === null || history.querySelector('.jump.is-bottom') !== null) return null
    const isThere =
      history.querySelector('.history-rows') !== null && history.querySelector('.skeleton') === null
    const isEmpty = history.querySelector('.notice:not(:has(.notice-action))') !== null
    return isThere || isEmpty ? all('[data-anchor]', history).flatMap(rowOf) : null
  }

  const id = /^\/channel\/([^/]+)$/.exec(location.pathname)?.[1]
  const channels = all('a[data-row]')
  return {
    isSignedIn: !location.pathname.startsWith('/sign-in'),
    isOnline: channels.length > 0 && document.querySelector('.chat-banner .banner') === null,
    currentId: id === undefined ? null : decodeURIComponent(id),
    channels: channels.map(channelOf),
    rows: rows(),
  }
}
