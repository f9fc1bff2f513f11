import { onScopeDispose, watch } from 'vue'
import type { HostBadge } from '../domain'

/** The badge on the icon of an installed app. Browsers that have none lack both methods. */
export interface AppBadge {
  /** Without a number: a dot. */
  setAppBadge?(count?: number): Promise<void>
  clearAppBadge?(): Promise<void>
}

/** Keeps the badge up to date while `wanted` gives any (C11, R13); null is for another tab to show, or for nobody. */
export function useAppBadge(wanted: () => HostBadge | null, badge: AppBadge = navigator): void {
  let isOurs = false
  watch(
    () => {
      const shown = wanted()
      return shown?.kind === 'number' ? shown.count : (shown?.kind ?? null)
    },
    (shown) => {
      if (shown !== null || isOurs) show(badge, shown ?? 'none')
      isOurs = shown !== null
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => {
    if (isOurs) show(badge, 'none')
  })
}

/** A page that may not set it (no permission, not installed) goes on without. */
function show(badge: AppBadge, shown: number | 'dot' | 'none'): void {
  const done =
    shown === 'none'
      ? badge.clearAppBadge?.()
      : badge.setAppBadge?.(...(shown === 'dot' ? [] : [shown]))
  done?.catch(() => undefined)
}
