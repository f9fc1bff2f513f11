import { onScopeDispose } from 'vue'

/** Mentions that stand for several people, and addresses of people elsewhere. */
const nobody: ReadonlySet<string> = new Set(['', 'all', 'here'])

/**
 * What a click in the page opens beside the messages: the card of whoever is named by a mention, or of the author of a message by
 * their picture or name; and what `data-panel` names. One listener for all of it: messages need no code of their own. Ends
 * with its scope.
 */
export function usePanelLinks(open: (panel: string) => void): void {
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || !(event.target instanceof Element)) return
    const panel = panelAt(event.target)
    if (panel === null || getSelection()?.isCollapsed === false) return
    event.preventDefault()
    open(panel)
  }
  document.addEventListener('click', onClick)
  onScopeDispose(() => {
    document.removeEventListener('click', onClick)
  })
}

function panelAt(target: Element): string | null {
  const named = target.closest<HTMLElement>('[data-panel]')?.dataset.panel
  if (named !== undefined) return named
  const username = personAt(target)
  return username === null ? null : `person:${username}`
}

/** The username of whoever is named there, or wrote what is there; null for nobody. */
export function personAt(target: Element): string | null {
  const words = mentionedAt(target)
  const username = words.startsWith('@') ? words.slice(1) : (authorAt(target) ?? '')
  return nobody.has(username) ? null : username
}

/** What a mention says, `@name` or `#channel`; empty elsewhere. */
export const mentionedAt = (target: Element): string =>
  target.closest('.mention')?.textContent ?? ''

function authorAt(target: Element): string | undefined {
  const part = target.closest('.message-avatar, .message-author')
  return part?.closest<HTMLElement>('[data-author]')?.dataset.author
}
