import { lowerBound } from '../domain'

/** Within this distance of the end a reader wants to stay there (S2). Pixels. */
export const stickDistance = 48

/** Rows remembered as a place: the first may be gone when the place is looked for again. */
const rememberedRows = 4

interface Place {
  readonly id: string
  /** Pixels from the upper edge of the view. */
  readonly offset: number
}

/**
 * Keeps the reading position of a scrolled list while rows come and go around it (S1), or keeps it at its end (S2).
 * Rows carry `data-anchor` with an id on the part whose place counts.
 */
export interface ScrollAnchor {
  /** Remembers what is being read. Call it before the rows change and after each scroll by the user. */
  capture(): void
  /** Puts what was being read back in its place. */
  restore(): void
  /** From now on the end is kept in view. */
  stick(): void
  /** Puts an element at a part of the height of the view, 0 to 1, and holds it there until somebody scrolls. */
  showAt(element: HTMLElement, part: number): void
  isStuck(): boolean
  /** Ids of the first and last row in view; null for a list without rows. */
  visibleIds(): { readonly first: string; readonly last: string } | null
}

export interface ScrollAnchorOptions {
  scroller(): HTMLElement | null
  /** Whether the end of the list is the end of what there is. */
  isEndShown(): boolean
}

export function createScrollAnchor({ scroller, isEndShown }: ScrollAnchorOptions): ScrollAnchor {
  let places: readonly Place[] = []
  let isStuck = false
  let knownTop = -1
  let held: { readonly element: HTMLElement; readonly offset: number } | null = null

  const offsetIn = (view: HTMLElement, element: HTMLElement): number =>
    element.getBoundingClientRect().top - view.getBoundingClientRect().top

  const rowsOf = (view: HTMLElement) => [...view.querySelectorAll<HTMLElement>('[data-anchor]')]

  function capture(): void {
    const view = scroller()
    if (view === null) return
    // Rows may have grown since, and nobody moved: what was held is held.
    const isMoved = Math.abs(view.scrollTop - knownTop) >= 1
    if (isMoved) held = null
    if (isMoved || !isStuck || !isEndShown()) {
      isStuck = isEndShown() && distanceToEnd(view) <= stickDistance
    }
    knownTop = view.scrollTop
    const rows = rowsOf(view)
    const top = view.getBoundingClientRect().top
    const first = firstIndex(rows, (row) => row.getBoundingClientRect().bottom > top)
    places = rows.slice(first, first + rememberedRows).map((row) => ({
      id: row.dataset['anchor'] ?? '',
      offset: row.getBoundingClientRect().top - top,
    }))
  }

  function restore(): void {
    const view = scroller()
    if (view === null) return
    if (isStuck && isEndShown()) {
      view.scrollTop = view.scrollHeight
      knownTop = view.scrollTop
      return
    }
    if (held !== null && view.contains(held.element)) {
      view.scrollTop += offsetIn(view, held.element) - held.offset
      knownTop = view.scrollTop
      return
    }
    const top = view.getBoundingClientRect().top
    const rows = rowsOf(view)
    for (const { id, offset } of places) {
      const row = rows.find((one) => one.dataset['anchor'] === id)
      if (row === undefined) continue
      const shift = row.getBoundingClientRect().top - top - offset
      if (Math.abs(shift) >= 0.5) view.scrollTop += shift
      return
    }
  }

  return {
    capture,
    restore,
    stick() {
      isStuck = true
      restore()
    },
    showAt(element, part) {
      const view = scroller()
      if (view === null) return
      view.scrollTop += offsetIn(view, element) - view.clientHeight * part
      capture()
      held = { element, offset: offsetIn(view, element) }
    },
    isStuck: () => isStuck,
    visibleIds() {
      const view = scroller()
      if (view === null) return null
      const rows = rowsOf(view)
      const { top, bottom } = view.getBoundingClientRect()
      const from = firstIndex(rows, (row) => row.getBoundingClientRect().bottom > top)
      const to = firstIndex(rows, (row) => row.getBoundingClientRect().top >= bottom) - 1
      const first = rows[Math.min(from, rows.length - 1)]?.dataset['anchor']
      const last = rows[Math.max(0, to)]?.dataset['anchor']
      return first === undefined || last === undefined ? null : { first, last }
    },
  }
}

/** Pixels that can still be scrolled towards the end. */
export function distanceToEnd(view: HTMLElement): number {
  return view.scrollHeight - view.scrollTop - view.clientHeight
}

/** First index for which the test holds, where it holds for all after it. The length when it holds for none. */
function firstIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return lowerBound(items.length, (index) => {
    const item = items[index]
    return item !== undefined && !holds(item)
  })
}
