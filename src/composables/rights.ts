import { shallowRef, type ShallowRef } from 'vue'
import type { ChannelEntry } from '../domain'
import type { May, Where } from '../ports/features'
import { useFeatures } from './features'

/** What I may do; nothing until the server has said so. For the set-up of a component under the chat's view. */
export function useRights(): Readonly<ShallowRef<May>> {
  const source = useFeatures()
  const may = shallowRef<May>(() => false)
  source()
    .then(({ permissions }) => permissions.rights())
    .then((rights) => {
      may.value = rights
    })
    .catch(() => undefined)
  return may
}

/** Where something is to be done, for `May`. */
export function placeOf({ channel, membership }: ChannelEntry): Where {
  return {
    kind: membership?.kind ?? channel?.kind ?? 'public',
    roles: membership?.roles ?? [],
  }
}
