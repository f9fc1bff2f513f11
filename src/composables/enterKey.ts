import { isComposing } from './composition'

/** What Enter means in a field where people also compose Chinese, Japanese or Korean (K1). */
export interface EnterKey {
  /** Whether this key press sends. Never while a composition is open or was closed by this very key. */
  isSend(event: KeyboardEvent): boolean
  /** Call it on `compositionend`. */
  onCompositionEnd(event: Event): void
}

export interface EnterKeyOptions {
  /** On a touch keyboard Enter makes a line, and only a button sends. */
  readonly isTouch?: () => boolean
}

/**
 * Safari closes the composition first and reports the Enter that closed it afterwards, as an ordinary key. The two
 * events have time stamps a moment apart, or, as some versions have it, the key the earlier one.
 */
const sameKeyMs = 15

export function createEnterKey({ isTouch = () => false }: EnterKeyOptions = {}): EnterKey {
  let endedAt = Number.NEGATIVE_INFINITY

  function isTaken(event: KeyboardEvent): boolean {
    return isComposing(event) || event.timeStamp - endedAt < sameKeyMs
  }

  return {
    isSend(event) {
      if (event.key !== 'Enter' || isTaken(event)) return false
      if (event.ctrlKey || event.metaKey) return true
      return !event.shiftKey && !event.altKey && !isTouch()
    },
    onCompositionEnd(event) {
      endedAt = event.timeStamp
    },
  }
}

/** Whether the main pointer is a finger: there is most likely no keyboard with a Shift key. */
export function isTouchDevice(): boolean {
  return (
    typeof matchMedia === 'function' && matchMedia('(hover: none) and (pointer: coarse)').matches
  )
}
