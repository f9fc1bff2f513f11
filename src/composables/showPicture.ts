import { onBeforeUnmount, onMounted } from 'vue'
import type { MediaAttachment } from '../domain'

const eventName = 'parley-picture'

/** Asks for a picture to be shown large, among the others of its conversation. False where nobody does that. */
export function askForPicture(from: EventTarget, media: MediaAttachment): boolean {
  const asked = new CustomEvent(eventName, { bubbles: true, cancelable: true, detail: media })
  return !from.dispatchEvent(asked)
}

/** Hears of the pictures below an element. For the set-up of a component. */
export function usePictureAsked(
  element: () => Element | null,
  onAsked: (media: MediaAttachment) => void,
): void {
  const listen = (event: Event): void => {
    event.preventDefault()
    onAsked((event as CustomEvent<MediaAttachment>).detail)
  }
  let listening: Element | null = null
  onMounted(() => {
    listening = element()
    listening?.addEventListener(eventName, listen)
  })
  onBeforeUnmount(() => listening?.removeEventListener(eventName, listen))
}
