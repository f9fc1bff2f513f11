import {
  computed,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'
import { isComposing } from '../../composables/composition'
import { createEnterKey } from '../../composables/enterKey'
import { replaceText } from '../../composables/replaceText'
import { writtenBy, type CompletionRow } from './completionRows'
import { completionWordAt, type CompletionWord } from './completionWord'

export interface Completion {
  /** The word that is being written; null while there is nothing to complete. */
  readonly word: Readonly<ShallowRef<CompletionWord | null>>
  readonly activeIndex: ShallowRef<number>
  /** Puts it in the place of the word. */
  choose(row: CompletionRow): void
}

/**
 * Follows what is written into a field, and the keys while there is something to choose from (K1, K2): Up and Down move, Enter and
 * Tab take, Escape puts it away for this word. A key that a composition has is the composition's. Ends with its scope.
 */
export function useCompletion(
  field: MaybeRefOrGetter<HTMLTextAreaElement | null>,
  rows: () => readonly CompletionRow[],
  onWritten: (row: CompletionRow) => void,
): Completion {
  const word = shallowRef<CompletionWord | null>(null)
  const activeIndex = shallowRef(0)
  const enter = createEnterKey()
  /** Where the word begins that the user wants no help with. */
  let dismissedAt = -1
  let isInComposition = false

  const wordNow = (area: HTMLTextAreaElement): CompletionWord | null =>
    area.selectionStart === area.selectionEnd
      ? completionWordAt(area.value, area.selectionStart)
      : null

  function follow({ target }: Event): void {
    const now = wordNow(target as HTMLTextAreaElement)
    if (now?.start !== dismissedAt) dismissedAt = -1
    show(dismissedAt < 0 ? now : null)
  }

  function show(now: CompletionWord | null): void {
    if (now?.kind !== word.value?.kind || now?.query !== word.value?.query) activeIndex.value = 0
    word.value = now
  }

  /** The caret may move on within the word; opening is for what is written. */
  function onSelection(): void {
    const area = toValue(field)
    if (area === null || word.value === null) return
    const now = wordNow(area)
    show(now?.start === word.value.start ? now : null)
  }

  function close(): void {
    show(null)
  }

  function choose(row: CompletionRow): void {
    const area = toValue(field)
    if (area === null || word.value === null) return
    const { start, end } = word.value
    show(null)
    endComposition(area)
    const { value } = area
    // Servers find a mention only behind a space, and what is written without spaces has none.
    const gap = /[\p{L}\p{N}]/u.test(value.charAt(start - 1)) ? ' ' : ''
    const written = writtenBy(row)
    const isSpaced = value.charAt(end) === ' '
    replaceText(area, { start, end: isSpaced ? end + 1 : end }, gap + written)
    onWritten(row)
  }

  /** A click may come in the middle of one: what it has written stays. */
  function endComposition(area: HTMLTextAreaElement): void {
    if (!isInComposition) return
    area.blur()
    area.focus()
  }

  function onComposition(event: Event): void {
    isInComposition = event.type === 'compositionstart'
    if (!isInComposition) enter.onCompositionEnd(event)
  }

  function onKeydown(event: KeyboardEvent): void {
    const choices = rows()
    if (word.value === null || choices.length === 0 || isComposing(event)) return
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!run(event, choices)) return
    event.preventDefault()
  }

  /** Whether the key was one of ours. */
  function run(event: KeyboardEvent, choices: readonly CompletionRow[]): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0
    if (step !== 0) {
      activeIndex.value = (activeIndex.value + step + choices.length) % choices.length
      return true
    }
    if (event.key === 'Escape') {
      dismissedAt = word.value?.start ?? -1
      show(null)
      return true
    }
    const row = choices[activeIndex.value]
    if (row === undefined || !(event.key === 'Tab' || enter.isSend(event))) return false
    choose(row)
    return true
  }

  const listened = computed(() => toValue(field))
  watch(
    listened,
    (area, _before, onCleanup) => {
      if (area === null) return
      // Before the field's own: what is taken here is prevented there.
      area.addEventListener('keydown', onKeydown, { capture: true })
      area.addEventListener('input', follow)
      area.addEventListener('compositionstart', onComposition)
      area.addEventListener('compositionend', onComposition)
      area.addEventListener('blur', close)
      document.addEventListener('selectionchange', onSelection)
      onCleanup(() => {
        area.removeEventListener('keydown', onKeydown, { capture: true })
        area.removeEventListener('input', follow)
        area.removeEventListener('compositionstart', onComposition)
        area.removeEventListener('compositionend', onComposition)
        area.removeEventListener('blur', close)
        document.removeEventListener('selectionchange', onSelection)
      })
    },
    { immediate: true },
  )
  onScopeDispose(close)
  return { word, activeIndex, choose }
}
