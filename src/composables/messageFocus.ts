import { onScopeDispose } from 'vue'

/**
 * A control in a message that goes away (what can be done changed, the message was sent after all) leaves the focus to its message, a
 * message that goes leaves it to the transcript: it is never lost (A1). One listener for all messages. Ends with its scope.
 */
export function useMessageFocus(): void {
  let onLoss: (() => void) | null = null
  const observer = new MutationObserver(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost) onLoss?.()
  })
  const onFocusin = ({ target }: FocusEvent): void => {
    observer.disconnect()
    onLoss = null
    const message = target instanceof Element ? target.closest<HTMLElement>('[data-roving]') : null
    const place = message?.closest<HTMLElement>('[data-region-start]') ?? null
    if (message === null || place === null) return
    const id = message.querySelector<HTMLElement>('[data-anchor]')?.dataset['anchor'] ?? ''
    onLoss = () => {
      const heir = message.isConnected ? message : (messageOf(place, id) ?? place)
      heir.focus({ preventScroll: true })
    }
    observer.observe(place, { childList: true, subtree: true })
  }
  document.addEventListener('focusin', onFocusin)
  onScopeDispose(() => {
    document.removeEventListener('focusin', onFocusin)
    observer.disconnect()
  })
}

function messageOf(place: HTMLElement, id: string): HTMLElement | null {
  const bodies = [...place.querySelectorAll<HTMLElement>('[data-anchor]')]
  const body = bodies.find(({ dataset }) => dataset['anchor'] === id)
  return body?.closest<HTMLElement>('[data-roving]') ?? null
}
