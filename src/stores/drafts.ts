import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { channelId, type ChannelId } from '../domain'
import { useAuthStore } from './auth'
import { useServices } from './services'

/** Texts begun and not sent, per user and channel. They survive a reload of the tab, and another user never sees them. */
export const useDraftStore = defineStore('drafts', () => {
  const auth = useAuthStore()
  const { tabStorage } = useServices()
  const textById = shallowRef<ReadonlyMap<ChannelId, string>>(new Map())

  const keyOf = (id: string): string => `draft:${auth.userId ?? ''}:${id}`
  /** Channels with a draft. */
  const listKey = (): string => `drafts:${auth.userId ?? ''}`

  watch(
    () => auth.userId,
    () => {
      const ids = (tabStorage.read(listKey()) ?? '').split(' ').filter(Boolean).map(channelId)
      textById.value = new Map(ids.map((id) => [id, tabStorage.read(keyOf(id)) ?? '']))
    },
    { immediate: true, flush: 'sync' },
  )

  const textOf = (id: ChannelId): string => textById.value.get(id) ?? ''

  function write(id: ChannelId, text: string): void {
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
