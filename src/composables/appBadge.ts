import { onScopeDispose, watch } from 'vue'

export interface BadgeParts {
  /** Sum of the numbers in the list. */
  readonly total: number
  /** Something new that has no number. */
  readonly hasActivity: boolean
}

/** The badge on the icon of an installed app. Browsers that have none lack both methods. */
export interface AppBadge {
  /** Without a number: a dot. */
  setAppBadge?(count?: number): Promise<void>
  clearAppBadge?(): Promise<void>
}

/** Keeps the badge up to date while `parts` gives any (C11, R13); null is for another tab to show, or for nobody. */
export function useAppBadge(parts: () => BadgeParts | null, badge: AppBadge = navigator): void {
  let isOurs = false
  watch(
    () => {
      const shown = parts()
      if (shown === null) return null
      return shown.total > 0 ? shown.total : shown.hasActivity ? 'dot' : 'none'
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
