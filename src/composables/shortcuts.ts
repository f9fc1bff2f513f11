import { isComposing } from './composition'

/** What a key press asks for anywhere on the page (K3). */
export type Shortcut =
  | { readonly type: 'switcher' }
  | { readonly type: 'keys' }
  | { readonly type: 'channel'; readonly step: 1 | -1; readonly isUnread: boolean }

/** null for a key that is none, or that belongs to a composition or to a field. */
export function readShortcut(event: KeyboardEvent): Shortcut | null {
  if (isComposing(event)) return null
  const { key, shiftKey } = event
  switch (heldKeys(event)) {
    case 'Control':
    case 'Meta':
      return key.toLowerCase() === 'k' && !shiftKey ? { type: 'switcher' } : null
    case 'Alt':
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return null
      return { type: 'channel', step: key === 'ArrowDown' ? 1 : -1, isUnread: shiftKey }
    case '':
      return key === '?' && !isWriting(event.target) ? { type: 'keys' } : null
    default:
      return null
  }
}

/** Names of what is held beside Shift. */
function heldKeys({ altKey, ctrlKey, metaKey }: KeyboardEvent): string {
  return [altKey && 'Alt', ctrlKey && 'Control', metaKey && 'Meta'].filter(Boolean).join('+')
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  )
}
