import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useServices } from './services'

export type ThemeChoice = 'light' | 'dark' | 'system'
export type LocaleChoice = 'en' | 'zh-CN' | 'system'

const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const locales: readonly LocaleChoice[] = ['en', 'zh-CN', 'system']

/** How this device shows the app. */
export const usePreferenceStore = defineStore('preferences', () => {
  const { deviceStorage } = useServices()
  const theme = shallowRef(oneOf(themes, deviceStorage.read('theme'), 'system'))
  const locale = shallowRef(oneOf(locales, deviceStorage.read('locale'), 'system'))

  function setTheme(choice: ThemeChoice): void {
    theme.value = choice
    deviceStorage.write('theme', choice)
  }

  function setLocale(choice: LocaleChoice): void {
    locale.value = choice
    deviceStorage.write('locale', choice)
  }

  return { theme, locale, setTheme, setLocale }
})

function oneOf<T extends string>(choices: readonly T[], value: string | null, fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback
}
