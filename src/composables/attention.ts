import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { actCountsUntil, isLooking, type AttentionFacts, type Timestamp } from '../domain'

type Stop = () => void

/** Where attention is looked for. A test gives its own. */
export interface AttentionSources {
  /** By this machine's clock. */
  now(): Timestamp
  /** Runs once after so many milliseconds. */
  after(delayMs: number, run: () => void): Stop
  isVisible(): boolean
  hasFocus(): boolean
  /** Calls back after each change of visibility or focus. */
  listen(onChange: () => void): Stop
  /** Calls back when the user does something in this document: presses, scrolls, types. */
  listenToActs(onAct: () => void): Stop
  /** Calls back with whether at least half of the element is in view, at first and after each change. */
  observe(element: Element, onChange: (isInView: boolean) => void): Stop
}

/** What only a host page knows about a frame in it. */
export interface HostAttention {
  readonly hasFocus: boolean
  readonly isPanelOpen: boolean
}

/** Stand-alone: there is no page around, and the panel is the page. */
const noHost: HostAttention = { hasFocus: false, isPanelOpen: true }

const half = 0.5
const acts = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

export const documentAttention: AttentionSources = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
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
  listenToActs(onAct) {
    for (const act of acts) document.addEventListener(act, onAct, { capture: true, passive: true })
    return () => {
      for (const act of acts) document.removeEventListener(act, onAct, { capture: true })
    }
  },
  /** The implicit root sees through the frames of other origins: what the host scrolled away is out of view. */
  observe(element, onChange) {
    if (typeof IntersectionObserver === 'undefined') return () => undefined
    const observer = new IntersectionObserver(
      (entries) => {
        const newest = entries.at(-1)
        if (newest !== undefined) onChange(newest.intersectionRatio >= half)
      },
      { threshold: half },
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  },
}

export interface AttentionOptions {
  /** The message pane; null while no channel is open. */
  pane(): Element | null
  /** A dialog lies over it. */
  isCovered(): boolean
  host?(): HostAttention
}

/** Whether the user looks at the message pane (R3 a-d). Everything it starts ends with its scope. */
export function useAttention(
  { pane, isCovered, host = () => noHost }: AttentionOptions,
  sources: AttentionSources = documentAttention,
): ComputedRef<boolean> {
  const page = shallowRef(look())
  const actedAt = shallowRef<Timestamp | null>(null)
  const isPaneInView = shallowRef(true)
  const now = shallowRef(sources.now())
  let cancelEnd: Stop = () => undefined

  function look() {
    return { isVisible: sources.isVisible(), hasFocus: sources.hasFocus() }
  }

  const facts = computed((): AttentionFacts => {
    const { hasFocus, isPanelOpen } = host()
    return {
      ...page.value,
      hasHostFocus: hasFocus,
      actedAt: actedAt.value,
      isPanelOpen,
      isPaneInView: pane() !== null && isPaneInView.value,
      isCovered: isCovered(),
    }
  })

  function onAct(): void {
    now.value = sources.now()
    actedAt.value = now.value
    cancelEnd()
    cancelEnd = sources.after(actCountsUntil(facts.value) - now.value, () => {
      now.value = sources.now()
    })
  }

  watch(
    pane,
    (element, _before, onCleanup) => {
      isPaneInView.value = true
      if (element === null) return
      onCleanup(
        sources.observe(element, (isInView) => {
          isPaneInView.value = isInView
        }),
      )
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(
    sources.listen(() => {
      page.value = look()
    }),
  )
  onScopeDispose(sources.listenToActs(onAct))
  onScopeDispose(() => {
    cancelEnd()
  })
  return computed(() => isLooking(facts.value, now.value))
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
