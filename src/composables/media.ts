import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** Whether a media query holds, kept up to date. */
export function useMedia(text: string): Readonly<ShallowRef<boolean>> {
  const query = matchMedia(text)
  const matches = shallowRef(query.matches)
  const onChange = () => {
    matches.value = query.matches
  }
  query.addEventListener('change', onChange)
  onScopeDispose(() => {
    query.removeEventListener('change', onChange)
  })
  return matches
}
