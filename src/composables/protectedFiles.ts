import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useFileSource } from './fileSource'
import { useForeignFile } from './foreignFiles'

export interface ShownFile {
  /** What an element may load now; null while it is on its way, and for what is too large to be fetched unasked. */
  readonly src: Readonly<ShallowRef<string | null>>
  readonly hasFailed: Readonly<ShallowRef<boolean>>
  /** It is on its way. */
  readonly isLoading: Readonly<ShallowRef<boolean>>
  /** It lies at another server, and comes when it is asked for. */
  readonly isWithheld: Readonly<Ref<boolean>>
  /** Fetches what does not come unasked, such as a film. Once is enough. */
  ask(): void
  /** The element could not load `src`: tries the other way, once; what does not come unasked waits to be asked for. */
  onError(): void
}

/** Pictures up to here come by themselves where they have to be fetched. */
export const mostBytesUnasked = 20 * 1024 * 1024
/** A file that is fetched is in memory as a whole. */
export const mostBytes = 256 * 1024 * 1024

/**
 * What an element shows of a file. One that is protected is fetched with the user's own headers, and shown from memory: its
 * token is in no address. Where that cannot be (the server allows no page of another origin to read it), the plain address is
 * tried, which a cookie of that server may open. The other way round for one that is not protected. What lies at another
 * server than the chat's waits until it is asked for.
 */
export function useShownFile(url: () => string, isUnasked: () => boolean): ShownFile {
  const source = useFileSource()
  const foreign = useForeignFile(url)
  const src = shallowRef<string | null>(null)
  const hasFailed = shallowRef(false)
  const isLoading = shallowRef(false)
  let release = (): void => undefined
  let hasFetched = false
  let round = 0

  function start(): void {
    release()
    round += 1
    hasFailed.value = false
    hasFetched = false
    isLoading.value = false
    src.value = foreign.isWithheld.value || source.isProtected(url()) ? null : url()
    if (foreign.isWithheld.value) return
    if (src.value === null && isUnasked()) void fetchIt(mostBytesUnasked)
  }

  async function fetchIt(most: number): Promise<void> {
    const mine = round
    hasFetched = true
    isLoading.value = true
    try {
      const address = URL.createObjectURL(await source.fetch(url(), most))
      if (mine !== round) {
        URL.revokeObjectURL(address)
        return
      }
      release = () => {
        URL.revokeObjectURL(address)
      }
      src.value = address
    } catch {
      if (mine === round) fallBack()
    }
    if (mine === round) isLoading.value = false
  }

  function fallBack(): void {
    if (src.value === null) src.value = url()
    else hasFailed.value = true
  }

  watch([url, () => source.isProtected(url()), foreign.isWithheld], start, { immediate: true })
  watch(source.line, () => {
    if (hasFailed.value) start()
  })
  onScopeDispose(() => {
    round += 1
    release()
  })
  return {
    src,
    hasFailed,
    isLoading,
    isWithheld: foreign.isWithheld,
    ask() {
      if (foreign.isWithheld.value) foreign.ask()
      else if (src.value === null && !hasFetched) void fetchIt(mostBytes)
    },
    onError() {
      if (hasFetched || !source.isOwn(url())) hasFailed.value = true
      else if (isUnasked()) void fetchIt(mostBytesUnasked)
      else src.value = null
    },
  }
}
