import { watchEffect } from 'vue'

export interface TitleParts {
  /** What is meant for the user in person (R13). */
  readonly total: number
  /** Something new that has no number. */
  readonly hasActivity: boolean
  /** Empty: none is open. */
  readonly channel: string
  readonly app: string
}

/** `(3) general · Parley`; a dot where there is only something new without a number. */
export function titleText({ total, hasActivity, channel, app }: TitleParts): string {
  const place = channel === '' ? app : `${channel} · ${app}`
  if (total > 0) return `(${total > 99 ? '99+' : String(total)}) ${place}`
  return hasActivity ? `• ${place}` : place
}

/** Keeps the title of the document up to date. */
export function useDocumentTitle(parts: () => TitleParts): void {
  watchEffect(() => {
    document.title = titleText(parts())
  })
}
