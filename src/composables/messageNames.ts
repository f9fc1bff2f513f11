import { onScopeDispose } from 'vue'
import { mentionedAt, personAt } from './panelLinks'

/** What the page knows of channels that messages name. */
export interface NamedChannels {
  /** By what stands after the `#`. */
  has(slug: string): boolean
  open(slug: string): void
}

/** CSS pixels. */
const leastWidth = 360
const names = '.message-author, .mention'

/**
 * Whom and what a message names are stops of Tab in the message that has the focus, and in no other: its author, people and channels. Enter
 * and Space do there what a click does (A1). A click on a channel opens it; what else one opens, `usePanelLinks` tells. One set of
 * listeners for all messages. Ends with its scope.
 */
export function useMessageNames(channels: NamedChannels): void {
  let held: Element | null = null

  const hold = (next: Element | null): void => {
    if (next === held) return
    for (const name of namesIn(held)) {
      name.removeAttribute('role')
      name.removeAttribute('tabindex')
    }
    held = next
    for (const name of namesIn(held)) {
      const slug = channelAt(name)
      if (slug === null ? personAt(name) === null : !channels.has(slug)) continue
      name.setAttribute('role', slug === null ? 'button' : 'link')
      name.setAttribute('tabindex', '0')
    }
  }
  const onFocusin = ({ target }: FocusEvent): void => {
    hold(target instanceof Element ? target.closest('[data-roving]') : null)
  }
  const onKeydown = (event: KeyboardEvent): void => {
    const { target, key } = event
    if (event.defaultPrevented || (key !== 'Enter' && key !== ' ')) return
    if (!(target instanceof HTMLElement) || !target.matches(names)) return
    event.preventDefault()
    target.click()
  }
  const onClick = (event: MouseEvent): void => {
    const slug = event.target instanceof Element ? channelAt(event.target) : null
    if (event.defaultPrevented || slug === null || !channels.has(slug)) return
    if (getSelection()?.isCollapsed === false) return
    event.preventDefault()
    channels.open(slug)
  }
  document.addEventListener('focusin', onFocusin)
  document.addEventListener('keydown', onKeydown)
  document.addEventListener('click', onClick)
  onScopeDispose(() => {
    document.removeEventListener('focusin', onFocusin)
    document.removeEventListener('keydown', onKeydown)
    document.removeEventListener('click', onClick)
  })
}

/**
 * Where a message goes on from the one before, its author is there for screen readers only; on the narrowest screens what can be done
 * lies over the author.
 */
function namesIn(message: Element | null): readonly Element[] {
  const all = [...(message?.querySelectorAll(names) ?? [])]
  const hasRoom = innerWidth >= leastWidth
  return all.filter(
    (name) =>
      name.closest('.visually-hidden') === null && (hasRoom || !name.matches('.message-author')),
  )
}

function channelAt(target: Element): string | null {
  const words = mentionedAt(target)
  return words.startsWith('#') ? words.slice(1) : null
}
