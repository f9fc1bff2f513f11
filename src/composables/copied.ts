import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** Copies to the clipboard and says so for a moment. */
export interface Copied<What extends string> {
  /** What was copied just now; null: nothing. */
  readonly copied: Readonly<ShallowRef<What | null>>
  /** Does nothing where the page may not write to the clipboard. */
  copy(what: What, content: string): Promise<void>
}

const shownMs = 1_500

/** For the set-up of a component. */
export function useCopied<What extends string>(): Copied<What> {
  const copied: ShallowRef<What | null> = shallowRef(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return {
    copied,
    async copy(what, content) {
      try {
        await navigator.clipboard.writeText(content)
      } catch {
        return
      }
      copied.value = what
      clearTimeout(timer)
      timer = setTimeout(() => {
        copied.value = null
      }, shownMs)
    },
  }
}
