import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ChannelId } from '../domain'
import { useServices } from './services'

/** Texts begun and not sent, per channel. They survive a reload of the tab. */
export const useDraftStore = defineStore('drafts', () => {
  const { tabStorage } = useServices()
  const textById = shallowRef<ReadonlyMap<ChannelId, string>>(new Map())

  function textOf(id: ChannelId): string {
    return textById.value.get(id) ?? tabStorage.read(`draft:${id}`) ?? ''
  }

  function write(id: ChannelId, text: string): void {
    const next = new Map(textById.value)
    next.set(id, text)
    textById.value = next
    if (text === '') tabStorage.remove(`draft:${id}`)
    else tabStorage.write(`draft:${id}`, text)
  }

  return { textById, textOf, write }
})
