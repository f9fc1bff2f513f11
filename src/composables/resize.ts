import { onScopeDispose, watchPostEffect } from 'vue'

/** Runs after the size of any of the elements changed, before the change is painted. */
export function useResize(elements: () => readonly (Element | null)[], run: () => void): void {
  if (typeof ResizeObserver === 'undefined') return
  const observer = new ResizeObserver(run)
  watchPostEffect(() => {
    observer.disconnect()
    for (const element of elements()) if (element !== null) observer.observe(element)
  })
  onScopeDispose(() => {
    observer.disconnect()
  })
}
