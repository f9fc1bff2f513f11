import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

const dialogs = shallowRef(0)
const menus = shallowRef(0)

/** Whether something lies over the page: keys are its. Reactive. */
export const isPageCovered = (): boolean => dialogs.value + menus.value > 0

/** Whether a dialog does: who looks at it does not look at the messages (R3). A menu leaves them in sight. Reactive. */
export const isPageBlocked = (): boolean => dialogs.value > 0

/** Whether a menu does. Reactive. */
export const isMenuOpen = (): boolean => menus.value > 0

/** The component lies over the page for as long as it is there. For its set-up. */
export function usePageCover(kind: 'dialog' | 'menu' = 'dialog'): void {
  const count = kind === 'dialog' ? dialogs : menus
  onMounted(() => {
    count.value += 1
  })
  onBeforeUnmount(() => {
    count.value -= 1
  })
}
