import { onScopeDispose } from 'vue'

/** What stands in a message and takes the focus, by how much it is wanted: what can be done with it, else what it leads to. */
const ways = ['[role=toolbar] button', 'button', 'a[href], audio, video']

/**
 * Enter leads from a message of a transcript (`data-roving`) into it, the arrows go along what can be done with it, and Escape leads
 * out to where one writes (A1), which is the transcript's own. One listener for all messages. Ends with its scope.
 */
export function useMessageKeys(): void {
  const onKeydown = (event: KeyboardEvent): void => {
    const { target } = event
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.shiftKey || !(target instanceof HTMLElement)) return
    const next = target.hasAttribute('data-roving') ? entered(target, event) : beside(target, event)
    if (next === null) return
    event.preventDefault()
    next.focus()
  }
  document.addEventListener('keydown', onKeydown)
  onScopeDispose(() => {
    document.removeEventListener('keydown', onKeydown)
  })
}

function entered(message: HTMLElement, { key }: KeyboardEvent): HTMLElement | null {
  if (key !== 'Enter') return null
  for (const way of ways) {
    const control = message.querySelector<HTMLElement>(way)
    if (control !== null) return control
  }
  return null
}

/** The neighbour in the toolbar of a message, round and round. */
function beside(control: HTMLElement, { key }: KeyboardEvent): HTMLElement | null {
  const bar = control.closest<HTMLElement>('[data-roving] [role=toolbar]')
  if (bar === null || !/^(?:Arrow(?:Left|Right)|Home|End)$/.test(key)) return null
  const all = [...bar.querySelectorAll<HTMLElement>(':scope > button')]
  const at = all.findIndex((one) => one === control)
  if (at < 0) return null
  if (key === 'Home' || key === 'End') return all.at(key === 'Home' ? 0 : -1) ?? null
  const isMirrored = getComputedStyle(bar).direction === 'rtl'
  const step = (key === 'ArrowRight') === isMirrored ? -1 : 1
  return all[(at + step + all.length) % all.length] ?? null
}
