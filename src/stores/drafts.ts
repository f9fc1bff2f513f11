import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { ChannelId } from '../domain'
import { useAuthStore } from './auth'
import { useServices } from './services'

/** Texts begun and not sent, per user and channel. They survive a reload of the tab, and another user never sees them. */
export const useDraftStore = defineStore('drafts', () => {
  const auth = useAuthStore()
  const { tabStorage } = useServices()
  const textById = shallowRef<ReadonlyMap<ChannelId, string>>(new Map())

  watch(
    () => auth.userId,
    () => {
      textById.value = new Map()
    },
    { flush: 'sync' },
  )

  const keyOf = (id: ChannelId): string => `draft:${auth.userId ?? ''}:${id}`

  function textOf(id: ChannelId): string {
    return textById.value.get(id) ?? tabStorage.read(keyOf(id)) ?? ''
  }

  function write(id: ChannelId, text: string): void {
    if (auth.userId === null) return
    textById.value = new Map(textById.value).set(id, text)
    if (text === '') tabStorage.remove(keyOf(id))
    else tabStorage.write(keyOf(id), text)
  }

  return { textById, textOf, write }
})
