import { onScopeDispose } from 'vue'

/** A finger that rests so long asks what can be done. */
const longPressMs = 500
/** Pixels by which a finger may tremble. */
const tremble = 10
/** What has a meaning of its own for a finger. */
const controls = 'a, button, input, select, summary, audio, video'

/**
 * A finger that rests on a message (`data-roving`) gives it the focus, which shows what can be done with it (A4): not every
 * browser tells of a long press by itself. One set of listeners for all messages. Ends with its scope.
 */
export function useMessagePress(): void {
  let press: { readonly timer: ReturnType<typeof setTimeout>; x: number; y: number } | null = null

  const end = (): void => {
    clearTimeout(press?.timer)
    press = null
  }
  const onPointerdown = ({ target, pointerType, clientX: x, clientY: y }: PointerEvent): void => {
    end()
    if (pointerType !== 'touch' || !(target instanceof Element)) return
    const message = target.closest<HTMLElement>('[data-roving]')
    if (message === null || target.closest(controls) !== null) return
    const timer = setTimeout(() => {
      press = null
      message.focus({ preventScroll: true })
    }, longPressMs)
    press = { timer, x, y }
  }
  const onPointermove = ({ clientX, clientY }: PointerEvent): void => {
    if (press !== null && Math.hypot(clientX - press.x, clientY - press.y) > tremble) end()
  }
  document.addEventListener('pointerdown', onPointerdown)
  document.addEventListener('pointermove', onPointermove)
  document.addEventListener('pointerup', end)
  document.addEventListener('pointercancel', end)
  onScopeDispose(() => {
    end()
    document.removeEventListener('pointerdown', onPointerdown)
    document.removeEventListener('pointermove', onPointermove)
    document.removeEventListener('pointerup', end)
    document.removeEventListener('pointercancel', end)
  })
}
