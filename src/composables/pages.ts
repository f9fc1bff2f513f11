import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { toChatError, type ChatErrorKind } from '../domain'
import type { Page } from '../ports/features'

export type FetchPage<Item> = (offset: number) => Promise<Page<Item>>

export interface PageFailure {
  readonly kind: ChatErrorKind
  readonly details: string
}

/** A list that grows page by page. */
export interface Pages<Item> {
  readonly items: Readonly<ShallowRef<readonly Item[]>>
  readonly isLoading: Readonly<ShallowRef<boolean>>
  readonly failure: Readonly<ShallowRef<PageFailure | null>>
  /** Something may follow, and nobody fetches it yet. */
  readonly hasMore: ComputedRef<boolean>
  /** There is nothing, and nothing more to come. */
  readonly isEmpty: ComputedRef<boolean>
  loadMore(): Promise<void>
}

/**
 * Ends with its scope.
 * @param source another function is another list, which loads from its beginning
 * @param keyOf an item that is there already is not added again: what is listed may move between two pages
 */
export function usePages<Item>(
  source: () => FetchPage<Item>,
  keyOf: (item: Item) => string,
): Pages<Item> {
  const items = shallowRef<readonly Item[]>([])
  const nextOffset = shallowRef<number | null>(0)
  const isLoading = shallowRef(false)
  const failure = shallowRef<PageFailure | null>(null)
  let turn = 0

  async function loadMore(): Promise<void> {
    const offset = nextOffset.value
    if (offset === null || isLoading.value) return
    const own = turn
    isLoading.value = true
    failure.value = null
    try {
      const page = await source()(offset)
      if (own !== turn) return
      const known = new Set(items.value.map(keyOf))
      items.value = [...items.value, ...page.items.filter((item) => !known.has(keyOf(item)))]
      nextOffset.value = page.nextOffset
    } catch (error) {
      if (own !== turn) return
      const { kind, message } = toChatError(error)
      failure.value = { kind, details: message }
    }
    isLoading.value = false
  }

  watch(
    source,
    () => {
      turn += 1
      items.value = []
      nextOffset.value = 0
      isLoading.value = false
      void loadMore()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    turn += 1
  })
  return {
    items,
    isLoading,
    failure,
    hasMore: computed(
      () => nextOffset.value !== null && !isLoading.value && failure.value === null,
    ),
    isEmpty: computed(
      () => items.value.length === 0 && nextOffset.value === null && failure.value === null,
    ),
    loadMore,
  }
}
