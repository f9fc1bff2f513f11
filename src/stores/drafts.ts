import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useAuthStore } from './auth'
import { useServices } from './services'

/** Texts begun and not sent, per user and place: the id of a channel, or `channel/root` for a thread. They survive a reload of the tab, and another user never sees them. */
export const useDraftStore = defineStore('drafts', () => {
  const auth = useAuthStore()
  const { tabStorage } = useServices()
  const textById = shallowRef<ReadonlyMap<string, string>>(new Map())

  const keyOf = (id: string): string => `draft:${auth.userId ?? ''}:${id}`
  /** Places with a draft. */
  const listKey = (): string => `drafts:${auth.userId ?? ''}`

  watch(
    () => auth.userId,
    () => {
      const ids = (tabStorage.read(listKey()) ?? '').split(' ').filter(Boolean)
      textById.value = new Map(ids.map((id) => [id, tabStorage.read(keyOf(id)) ?? '']))
    },
    { immediate: true, flush: 'sync' },
  )

  const textOf = (id: string): string => textById.value.get(id) ?? ''

  function write(id: string, text: string): void {
    if (auth.userId === null || text === textOf(id)) return
    const next = new Map(textById.value).set(id, text)
    if (text === '') {
      next.delete(id)
      tabStorage.remove(keyOf(id))
    } else tabStorage.write(keyOf(id), text)
    if (next.size !== textById.value.size) tabStorage.write(listKey(), [...next.keys()].join(' '))
    textById.value = next
  }

  return { textById, textOf, write }
})
