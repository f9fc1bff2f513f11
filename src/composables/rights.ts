import { shallowRef, type ShallowRef } from 'vue'
import type { ChannelEntry } from '../domain'
import type { May, Where } from '../ports/features'
import { useFeatures, type FeatureSource } from './features'

export interface Rights {
  /** What I may do; nothing until the server has said so. */
  readonly may: Readonly<ShallowRef<May>>
  /** Asks the server, once; again after a failure alone. */
  learn(): void
}

export function createRights(source: FeatureSource): Rights {
  const may = shallowRef<May>(() => false)
  let isAsked = false

  async function ask(): Promise<void> {
    try {
      may.value = await (await source()).permissions.rights()
    } catch {
      isAsked = false
    }
  }

  return {
    may,
    learn() {
      if (isAsked) return
      isAsked = true
      void ask()
    },
  }
}

/** What I may do. For the set-up of a component under the chat's view. */
export function useRights(): Rights['may'] {
  const { may, learn } = createRights(useFeatures())
  learn()
  return may
}

/** Where something is to be done, for `May`. */
export function placeOf({ channel, membership }: ChannelEntry): Where {
  return {
    kind: membership?.kind ?? channel?.kind ?? 'public',
    roles: membership?.roles ?? [],
  }
}
