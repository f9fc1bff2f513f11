import { computed, nextTick, onBeforeUpdate, onMounted, onUpdated, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import {
  comparePositions,
  indexOfPosition,
  messageAt,
  messageById,
  sliceMessages,
  type Divider,
  type Gap,
  type GapSide,
  type Message,
  type MessageId,
  type MessageSequence,
  type Position,
  type View,
} from '../../domain'
import { createScrollAnchor, distanceToEnd } from '../../composables/scrollAnchor'
import { gapKey } from './messageRows'
import {
  newerWindow,
  newestWindow,
  olderWindow,
  positionOf,
  trimmedWindow,
  windowAround,
  windowRange,
  type TimelineWindow,
} from './timelineWindow'

export interface TranscriptSource {
  sequence(): MessageSequence
  /** The newest messages are there. */
  isLoaded(): boolean
  /** They are, or what an earlier page kept of them. */
  isShown(): boolean
  /** What is missing of the sequence, oldest first. */
  gaps(): readonly Gap[]
  /** A gap can be filled now. */
  canFill(): boolean
  divider(): Divider | null
  /** R10: the newest message is shown first, and not the divider. */
  opensAtNewest(): boolean
  pendingCount(): number
  scroller(): HTMLElement | null
  /** The line "new messages", when it is in the document. */
  dividerElement(): HTMLElement | null
  /** Gaps that are in the document; each names itself by `data-gap`. */
  gapElements(): readonly HTMLElement[]
  rowElement(id: MessageId): HTMLElement | null
}

export interface TranscriptActions {
  fillGap(before: Position, side: GapSide): void
  /** What is in view; null while the end is. */
  reportView(view: View | null): void
  /** The newest message in the document while the end is in view, else null (R4). */
  reportBottom(newest: Position | null): void
}

export interface Transcript {
  readonly messages: ComputedRef<readonly Message[]>
  readonly previous: ComputedRef<Message | undefined>
  /** The newest messages are in the document. */
  readonly isEndShown: ComputedRef<boolean>
  readonly isAtEnd: Readonly<ShallowRef<boolean>>
  /** Messages below the view (R9). */
  readonly belowCount: Readonly<ShallowRef<number>>
  readonly isDividerAbove: Readonly<ShallowRef<boolean>>
  onScroll(): void
  /** Something in or around the transcript changed its size. */
  onResize(): void
  toNewest(): void
  toDivider(): void
  /** Shows a message and points at it, once it is there. */
  toMessage(id: MessageId): void
}

/** The divider opens at this part of the height (R10). */
const openingPart = 1 / 3

/** How near to the end of the window, in parts of the view, more is added. */
const nearness = 0.75
const nearestMax = 700

/** The bounded window over a timeline, and the reading position in it: S1, S2, S3 and the opening position. */
export function useTranscript(source: TranscriptSource, actions: TranscriptActions): Transcript {
  const window = shallowRef<TimelineWindow>({ first: null, last: null })
  const isOpened = shallowRef(false)
  const isAtEnd = shallowRef(true)
  const belowCount = shallowRef(0)
  const isDividerAbove = shallowRef(false)
  let reported: Position | null = null
  let viewed: View | null = null
  let lastTop = 0
  let isGoingUp = true
  let awaited: MessageId | null = null

  const range = computed(() => windowRange(source.sequence(), window.value))
  const messages = computed(() =>
    isOpened.value ? sliceMessages(source.sequence(), range.value.from, range.value.to) : [],
  )
  const previous = computed(() =>
    range.value.from > 0 ? messageAt(source.sequence(), range.value.from - 1) : undefined,
  )
  const isEndShown = computed(() => window.value.last === null)
  const anchor = createScrollAnchor({
    scroller: source.scroller,
    isEndShown: () => isEndShown.value,
  })

  /** Index of a message by its id; null when it is not loaded. */
  function indexOf(id: string): number | null {
    const message = messageById(source.sequence(), id as Message['id'])
    return message === undefined ? null : indexOfPosition(source.sequence(), message)
  }

  async function open(): Promise<void> {
    const divided = source.opensAtNewest() ? null : source.divider()
    const index = divided === null ? null : indexOf(divided.beforeId)
    window.value =
      index === null ? newestWindow(source.sequence()) : windowAround(source.sequence(), index)
    isOpened.value = true
    await nextTick()
    const line = index === null ? null : source.dividerElement()
    if (line === null) anchor.stick()
    else anchor.showAt(line, openingPart)
    anchor.capture()
    settle()
    await toAwaited()
  }

  /** After everything that moved or changed rows. */
  function settle(): void {
    if (!isOpened.value) return
    observe()
    extend()
    const isRead = isAtEnd.value && source.isLoaded()
    const newest = isRead ? (positionOf(messages.value.at(-1)) ?? null) : null
    if (newest?.id === reported?.id) return
    reported = newest
    actions.reportBottom(newest)
  }

  function observe(): void {
    const view = source.scroller()
    if (view === null) return
    isAtEnd.value = anchor.isStuck()
    const visible = isAtEnd.value ? null : anchor.visibleIds()
    belowCount.value = visible === null ? 0 : countBelow(visible.last)
    noteView(visible)
    isDividerAbove.value = isBeforeView(visible?.first ?? null)
  }

  /** 0 where a gap below makes the number unknown. */
  function countBelow(lastId: string): number {
    const index = indexOf(lastId)
    const last = index === null ? undefined : messageAt(source.sequence(), index)
    if (index === null || last === undefined) return 0
    const hasGap = source.gaps().some(({ before }) => comparePositions(before, last) > 0)
    return hasGap ? 0 : source.sequence().length - 1 - index
  }

  function noteView(visible: { readonly first: string; readonly last: string } | null): void {
    const [first, last] = [positionOfId(visible?.first), positionOfId(visible?.last)]
    const next = first === null || last === null ? null : { first, last }
    if (next?.first.id === viewed?.first.id && next?.last.id === viewed?.last.id) return
    viewed = next
    actions.reportView(next)
  }

  function positionOfId(id: string | undefined): Position | null {
    if (id === undefined) return null
    return positionOf(messageById(source.sequence(), id as MessageId))
  }

  function isBeforeView(firstId: string | null): boolean {
    const divided = source.divider()
    const line = source.dividerElement()
    const view = source.scroller()
    if (divided === null || view === null) return false
    if (line !== null) {
      return line.getBoundingClientRect().bottom < view.getBoundingClientRect().top
    }
    const [at, first] = [indexOf(divided.beforeId), firstId === null ? null : indexOf(firstId)]
    return at !== null && first !== null && at < first
  }

  function extend(): void {
    const view = source.scroller()
    if (view === null || view.clientHeight === 0) return
    const near = Math.min(nearestMax, view.clientHeight * nearness)
    const gap = gapInView(view, near)
    if (gap !== null && source.canFill()) {
      actions.fillGap(gap.before, isGoingUp ? 'newer' : 'older')
    } else if (view.scrollTop < near) {
      if (range.value.from > 0) window.value = olderWindow(source.sequence(), window.value)
      else fillStart()
    } else if (!isEndShown.value && distanceToEnd(view) < near) {
      window.value = newerWindow(source.sequence(), window.value)
    }
  }

  function fillStart(): void {
    const [first] = source.gaps()
    if (first?.after === null && source.canFill()) actions.fillGap(first.before, 'newer')
  }

  /** The gap that is in the document and in view, or nearly. */
  function gapInView(view: HTMLElement, near: number): Gap | null {
    const { top, bottom } = view.getBoundingClientRect()
    const element = source.gapElements().find((one) => {
      const box = one.getBoundingClientRect()
      return box.bottom > top - near && box.top < bottom + near
    })
    const key = element?.dataset['gap']
    return source.gaps().find((one) => gapKey(one) === key) ?? null
  }

  function toNewest(): void {
    window.value = newestWindow(source.sequence())
    anchor.stick()
    settle()
  }

  async function toDivider(): Promise<void> {
    const divided = source.divider()
    const index = divided === null ? null : indexOf(divided.beforeId)
    if (index === null) return
    if (source.dividerElement() === null) {
      window.value = windowAround(source.sequence(), index)
      await nextTick()
    }
    const line = source.dividerElement()
    if (line !== null) anchor.showAt(line, openingPart)
    settle()
  }

  async function toAwaited(): Promise<void> {
    const id = awaited
    const index = id === null ? null : indexOf(id)
    if (id === null || index === null || !isOpened.value) return
    awaited = null
    if (source.rowElement(id) === null) {
      window.value = windowAround(source.sequence(), index)
      await nextTick()
    }
    const row = source.rowElement(id)
    if (row === null) return
    anchor.showAt(row, openingPart)
    pointAt(row)
    settle()
  }

  watch(source.sequence, (sequence) => {
    if (!isOpened.value) return
    void toAwaited()
    const first = anchor.isStuck() ? null : (anchor.visibleIds()?.first ?? null)
    window.value = trimmedWindow(sequence, window.value, first === null ? null : indexOf(first))
  })
  watch(source.isShown, (isShown) => {
    if (isShown) void open()
  })
  watch(source.isLoaded, (isLoaded, _before, onCleanup) => {
    if (!isLoaded || !isOpened.value || !isAtEnd.value || source.divider() === null) return
    // What came since the earlier page begins further up: the channel opens there (R10).
    let isOver = false
    onCleanup(() => (isOver = true))
    void nextTick(() => (isOver ? undefined : open()))
  })
  watch(source.pendingCount, (count, before) => {
    if (count > before) toNewest()
  })
  onMounted(() => {
    if (source.isShown()) void open()
  })
  onBeforeUpdate(anchor.capture)
  onUpdated(() => {
    anchor.restore()
    settle()
  })

  return {
    messages,
    previous,
    isEndShown,
    isAtEnd,
    belowCount,
    isDividerAbove,
    onScroll() {
      const top = source.scroller()?.scrollTop ?? 0
      isGoingUp = top <= lastTop
      lastTop = top
      anchor.capture()
      settle()
    },
    onResize() {
      anchor.restore()
      settle()
    },
    toNewest,
    toDivider: () => void toDivider(),
    toMessage(id) {
      awaited = id
      void toAwaited()
    },
  }
}

const pointingMs = 2_400

/** Colours the row for a moment, so that the eye finds it: all at once where motion is not wanted. */
function pointAt(row: HTMLElement): void {
  row.animate([{ backgroundColor: 'var(--accent-3)' }, { backgroundColor: 'transparent' }], {
    easing: 'ease-in',
    ...(matchMedia('(prefers-reduced-motion: reduce)').matches
      ? { delay: pointingMs, duration: 1, fill: 'backwards' }
      : { duration: pointingMs }),
  })
}
