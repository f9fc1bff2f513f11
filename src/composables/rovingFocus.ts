/**
 * Arrow keys in a list whose items carry `data-roving` (A1): one stop for Tab, Up and Down between items, Home and
 * End to the ends. Returns whether the key was taken.
 */
export function moveRovingFocus(list: HTMLElement, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  const active = document.activeElement
  const items = [...list.querySelectorAll<HTMLElement>('[data-roving]')]
  const current = items.findIndex((item) => item === active)
  if (current < 0 && active !== list) return false
  const target = targetOf(event.key, current, items.length)
  const item = target === null ? undefined : items[target]
  if (item === undefined) return false
  event.preventDefault()
  item.focus({ preventScroll: true })
  item.scrollIntoView({ block: 'nearest' })
  return true
}

function targetOf(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return current < 0 ? count - 1 : Math.min(count - 1, current + 1)
    case 'ArrowUp':
      return current < 0 ? count - 1 : Math.max(0, current - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
