import { onMounted, type Ref } from 'vue'

/**
 * Runs when the user does something within an element: points, scrolls or types. Keys that lead elsewhere, such as Escape
 * or Tab, are no act. Listens by the browser's own means: where two of Vue's listeners lie on an event's way, the second is left out
 * for as long as the machine's clock was set back. The listeners end with the element.
 */
export function useActs(element: Readonly<Ref<HTMLElement | null>>, onAct: () => void): void {
  const onEvent = (event: Event): void => {
    const key = event instanceof KeyboardEvent ? event.key : 'a'
    if (key.length === 1 || /^(Enter|Arrow|Page|Home|End)/.test(key)) onAct()
  }
  onMounted(() => {
    for (const type of ['pointerdown', 'wheel', 'touchmove', 'keydown']) {
      element.value?.addEventListener(type, onEvent, { capture: true, passive: true })
    }
  })
}
