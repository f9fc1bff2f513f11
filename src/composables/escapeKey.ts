import { onScopeDispose } from 'vue'
import { isComposing } from './composition'

/**
 * The last place that Escape comes to (K3, R7). Whatever uses the key itself (a menu, a completion, a filter with text in it, the
 * transcript) calls `preventDefault`. `isAll`: with Shift.
 */
export function useEscapeKey(isCovered: () => boolean, onEscape: (isAll: boolean) => void): void {
  let wasCovered = false
  /** Before anybody else: a menu that closes by this key covers nothing any more when the key comes to us. */
  const onCapture = () => {
    wasCovered = isCovered()
  }
  const onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.repeat || wasCovered) return
    if (isComposing(event)) return
    if (event.ctrlKey || event.altKey || event.metaKey) return
    // With Shift it would open the browser's own task manager.
    event.preventDefault()
    onEscape(event.shiftKey)
  }
  window.addEventListener('keydown', onCapture, { capture: true })
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => {
    window.removeEventListener('keydown', onCapture, { capture: true })
    window.removeEventListener('keydown', onKeydown)
  })
}
