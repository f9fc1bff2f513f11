import { onScopeDispose, shallowRef, watchEffect } from 'vue'

/** Keeps the document in the chosen theme; `system` follows the system while it changes. */
export function useTheme(choice: () => 'light' | 'dark' | 'system'): void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = shallowRef(query.matches)
  const onChange = () => {
    isSystemDark.value = query.matches
  }
  query.addEventListener('change', onChange)
  onScopeDispose(() => {
    query.removeEventListener('change', onChange)
  })
  watchEffect(() => {
    const isDark = choice() === 'system' ? isSystemDark.value : choice() === 'dark'
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
  })
}
