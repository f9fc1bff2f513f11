import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The time by this machine's clock, renewed every `everyMs`. */
export function useNow(everyMs: number): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, everyMs)
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return now
}
