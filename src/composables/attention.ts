import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'

/** What tells whether somebody looks at the page (R3 a, b). */
export interface AttentionSource {
  isVisible(): boolean
  hasFocus(): boolean
  /** Calls back after each change of the two. The result ends it. */
  listen(onChange: () => void): () => void
}

export const documentAttention: AttentionSource = {
  isVisible: () => document.visibilityState === 'visible',
  hasFocus: () => document.hasFocus(),
  listen(onChange) {
    document.addEventListener('visibilitychange', onChange)
    window.addEventListener('focus', onChange)
    window.addEventListener('blur', onChange)
    return () => {
      document.removeEventListener('visibilitychange', onChange)
      window.removeEventListener('focus', onChange)
      window.removeEventListener('blur', onChange)
    }
  },
}

/** Whether the user attends to the pane: visible, focused, and nothing lies over it (R3 a-d). */
export function useAttention(
  isPaneOpen: () => boolean,
  source: AttentionSource = documentAttention,
): ComputedRef<boolean> {
  const look = () => source.isVisible() && source.hasFocus()
  const isLooking = shallowRef(look())
  onScopeDispose(
    source.listen(() => {
      isLooking.value = look()
    }),
  )
  return computed(() => isLooking.value && isPaneOpen())
}

/**
 * Runs when the line should be looked at: the page shows again, the browser lets it go on after it was frozen or kept aside, or
 * the machine lost its network or has it back (C5).
 */
export function useWakeUp(run: () => void): void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') run()
  }
  const onShown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) run()
  }
  document.addEventListener('visibilitychange', onVisible)
  document.addEventListener('resume', run)
  window.addEventListener('pageshow', onShown)
  window.addEventListener('online', run)
  window.addEventListener('offline', run)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisible)
    document.removeEventListener('resume', run)
    window.removeEventListener('pageshow', onShown)
    window.removeEventListener('online', run)
    window.removeEventListener('offline', run)
  })
}

/** Runs when the page goes out of sight: it may be the last that it gets to do. */
export function useHiding(run: () => void): void {
  const onHidden = () => {
    if (document.visibilityState === 'hidden') run()
  }
  document.addEventListener('visibilitychange', onHidden)
  window.addEventListener('pagehide', run)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onHidden)
    window.removeEventListener('pagehide', run)
  })
}
