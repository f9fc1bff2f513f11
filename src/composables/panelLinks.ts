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
  const username = mentionedAt(target) ?? authorAt(target) ?? ''
  return nobody.has(username) ? null : `person:${username}`
}

function mentionedAt(target: Element): string | undefined {
  const words = target.closest('.mention')?.textContent ?? ''
  return words.startsWith('@') ? words.slice(1) : undefined
}

function authorAt(target: Element): string | undefined {
  const part = target.closest('.message-avatar, .message-author')
  return part?.closest<HTMLElement>('[data-author]')?.dataset.author
}
