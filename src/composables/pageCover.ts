import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

const count = shallowRef(0)

/** Whether something lies over the page: who looks at it does not look at the messages (R3), and keys are its. Reactive. */
export const isPageCovered = (): boolean => count.value > 0

/** The component lies over the page for as long as it is there. For its set-up. */
export function usePageCover(): void {
  onMounted(() => {
    count.value += 1
  })
  onBeforeUnmount(() => {
    count.value -= 1
  })
}
