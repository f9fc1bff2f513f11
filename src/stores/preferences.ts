import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useAuthStore } from './auth'
import { useServices } from './services'

/** What there is to choose from; the first is meant where nothing was chosen. */
const choicesByKey = {
  theme: ['system', 'light', 'dark'],
  locale: ['system', 'en', 'zh-CN'],
  density: ['comfortable', 'compact', 'spacious'],
  order: ['byActivity', 'byName'],
  /** Whether unread channels stand in a section of their own. */
  unread: ['inPlace', 'apart'],
  /** Where a channel with unread messages opens; `newestUnread` reads nothing until the user does something (R10). */
  opening: ['firstUnread', 'newest', 'newestUnread'],
  /** What becomes unread is told outside of the page, if the browser lets it (A6). */
  notices: ['off', 'on'],
  sound: ['off', 'on'],
} as const

export type Choices = {
  readonly [Key in keyof typeof choicesByKey]: (typeof choicesByKey)[Key][number]
}

/** How this device shows the app. */
export const usePreferenceStore = defineStore('preferences', () => {
  const { deviceStorage } = useServices()
  const auth = useAuthStore()
  const choices = shallowRef(
    Object.fromEntries(
      Object.entries(choicesByKey).map(([key, all]) => {
        const kept = deviceStorage.read(key)
        return [key, all.find((one) => one === kept) ?? all[0]]
      }),
    ) as Choices,
  )
  /** Sections of the list that this user has closed. */
  const collapsed = shallowRef<ReadonlySet<string>>(new Set())
  const collapsedKey = (): string => `collapsed:${auth.userId ?? ''}`

  watch(
    () => auth.userId,
    () => {
      collapsed.value = new Set(deviceStorage.read(collapsedKey())?.split(' '))
    },
    { immediate: true, flush: 'sync' },
  )

  function choose(changes: Partial<Choices>): void {
    choices.value = { ...choices.value, ...changes }
    for (const [key, value] of Object.entries(changes)) deviceStorage.write(key, value)
  }

  function setCollapsed(section: string, isCollapsed: boolean): void {
    const next = new Set(collapsed.value)
    next[isCollapsed ? 'add' : 'delete'](section)
    collapsed.value = next
    deviceStorage.write(collapsedKey(), [...next].join(' '))
  }

  return { choices, choose, collapsed, setCollapsed }
})
