import { computed, nextTick, onBeforeUpdate, onMounted, onUpdated, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import {
  indexOfPosition,
  messageAt,
  messageById,
  sliceMessages,
  type Divider,
  type Message,
  type MessageSequence,
  type Position,
} from '../../domain'
import { createScrollAnchor, distanceToEnd } from '../../composables/scrollAnchor'
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
  isLoaded(): boolean
  /** Older messages can be asked for now. */
  canLoadOlder(): boolean
  divider(): Divider | null
  pendingCount(): number
  scroller(): HTMLElement | null
  /** The line "new messages", when it is in the document. */
  dividerElement(): HTMLElement | null
}

export interface TranscriptActions {
  loadOlder(): void
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
    const divided = source.divider()
    const index = divided === null ? null : indexOf(divided.beforeId)
    window.value =
      index === null ? newestWindow(source.sequence()) : windowAround(source.sequence(), index)
    isOpened.value = true
    await nextTick()
    const line = source.dividerElement()
    if (line === null) anchor.stick()
    else anchor.showAt(line, openingPart)
    anchor.capture()
    settle()
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
    const last = visible === null ? null : indexOf(visible.last)
    belowCount.value = last === null ? 0 : source.sequence().length - 1 - last
    isDividerAbove.value = isBeforeView(visible?.first ?? null)
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
    if (view.scrollTop < near) {
      if (range.value.from > 0) window.value = olderWindow(source.sequence(), window.value)
      else if (source.canLoadOlder()) actions.loadOlder()
    } else if (!isEndShown.value && distanceToEnd(view) < near) {
      window.value = newerWindow(source.sequence(), window.value)
    }
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

  watch(source.sequence, (sequence) => {
    if (!isOpened.value) return
    const first = anchor.isStuck() ? null : (anchor.visibleIds()?.first ?? null)
    window.value = trimmedWindow(sequence, window.value, first === null ? null : indexOf(first))
  })
  watch(source.isLoaded, (isLoaded) => {
    if (isLoaded) void open()
  })
  watch(source.pendingCount, (count, before) => {
    if (count > before) toNewest()
  })
  onMounted(() => {
    if (source.isLoaded()) void open()
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
      anchor.capture()
      settle()
    },
    onResize() {
      anchor.restore()
      settle()
    },
    toNewest,
    toDivider: () => void toDivider(),
  }
}
