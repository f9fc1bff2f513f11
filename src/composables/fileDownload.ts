import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useFileSource } from './fileSource'

export interface FileDownload {
  readonly isSaving: Readonly<Ref<boolean>>
  readonly hasFailed: Readonly<Ref<boolean>>
  /** What an address alone opens is left to the browser. */
  readonly isByHand: ComputedRef<boolean>
  /** For the link to the file. */
  onClick(event: Event): void
}

/**
 * Saves a file. What the server shows to users only is fetched by hand; where that cannot be, the address has to do. For the
 * set-up of a component.
 */
export function useFileDownload(url: () => string | null, name: () => string): FileDownload {
  const source = useFileSource()
  const isSaving = shallowRef(false)
  const hasFailed = shallowRef(false)
  const isByHand = computed(() => {
    const address = url()
    return address !== null && source.isProtected(address) && !hasFailed.value
  })

  async function save(address: string): Promise<void> {
    if (isSaving.value) return
    isSaving.value = true
    try {
      const { saveFile } = await import('./saveFile')
      await saveFile(source, address, name())
    } catch {
      hasFailed.value = true
    }
    isSaving.value = false
  }

  return {
    isSaving,
    hasFailed,
    isByHand,
    onClick(event) {
      const address = url()
      if (address === null || !isByHand.value) return
      event.preventDefault()
      void save(address)
    },
  }
}
