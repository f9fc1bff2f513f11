import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** A text as it is when typing pauses; at once when it is emptied. Ends with its scope. */
export function useSettled(source: () => string, afterMs = 250): Readonly<ShallowRef<string>> {
  const settled = shallowRef(source().trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (typed) => {
    clearTimeout(timer)
    const wanted = typed.trim()
    const settle = (): void => {
      settled.value = wanted
    }
    if (wanted === '') settle()
    else timer = setTimeout(settle, afterMs)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return settled
}
