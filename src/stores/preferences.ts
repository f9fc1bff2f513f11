import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useServices } from './services'

export type ThemeChoice = 'light' | 'dark' | 'system'
export type LocaleChoice = 'en' | 'zh-CN' | 'system'

export type OpeningChoice = 'firstUnread' | 'newest' | 'newestUnread'

const openings: readonly OpeningChoice[] = ['firstUnread', 'newest', 'newestUnread']
const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const locales: readonly LocaleChoice[] = ['en', 'zh-CN', 'system']

/** How this device shows the app. */
export const usePreferenceStore = defineStore('preferences', () => {
  const { deviceStorage } = useServices()
  const theme = shallowRef(oneOf(themes, deviceStorage.read('theme'), 'system'))
  const locale = shallowRef(oneOf(locales, deviceStorage.read('locale'), 'system'))
  /** Where a channel with unread messages opens; `newestUnread` reads nothing until the user does something (R10). */
  const opening = shallowRef(oneOf(openings, deviceStorage.read('opening'), 'firstUnread'))

  /** What becomes unread is told outside of the page, if the browser lets it (A6). */
  const isNotified = shallowRef(deviceStorage.read('notices') === 'on')
  const hasSound = shallowRef(deviceStorage.read('sound') === 'on')

  function setTheme(choice: ThemeChoice): void {
    theme.value = choice
    deviceStorage.write('theme', choice)
  }

  function setLocale(choice: LocaleChoice): void {
    locale.value = choice
    deviceStorage.write('locale', choice)
  }

  function setOpening(choice: OpeningChoice): void {
    opening.value = choice
    deviceStorage.write('opening', choice)
  }

  function setAlerts(alerts: { readonly isNotified: boolean; readonly hasSound: boolean }): void {
    isNotified.value = alerts.isNotified
    hasSound.value = alerts.hasSound
    deviceStorage.write('notices', alerts.isNotified ? 'on' : 'off')
    deviceStorage.write('sound', alerts.hasSound ? 'on' : 'off')
  }

  return {
    isNotified,
    hasSound,
    setAlerts,
    theme,
    locale,
    opening,
    setTheme,
    setLocale,
    setOpening,
  }
})

function oneOf<T extends string>(choices: readonly T[], value: string | null, fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback
}
