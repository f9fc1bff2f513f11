import { computed, inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue'
import { createFormat, type Format } from './format'
import { detectLocale, locales, type Locale, type LocaleChoice } from './locales'
import { createTranslate, type Translate } from './translate'

export interface Localization {
  /** The language in use; null until the first one has been loaded. */
  readonly locale: Readonly<ShallowRef<Locale | null>>
  /** Throws before the first language has been loaded. */
  readonly text: Translate
  readonly format: Readonly<ShallowRef<Format>>
  /** Loads a language and shows it. The last call wins. Rejects when its file cannot be loaded. */
  choose(choice: LocaleChoice): Promise<void>
  install(app: App): void
}

interface Language {
  readonly locale: Locale
  readonly translate: Translate
  readonly format: Format
}

const localizationKey: InjectionKey<Localization> = Symbol('localization')

/** @param wanted languages of the user, most wanted first: `navigator.languages`. */
export function createLocalization(wanted: readonly string[], timeZone?: string): Localization {
  const language = shallowRef<Language | null>(null)
  let latest: Locale | null = null

  async function choose(choice: LocaleChoice): Promise<void> {
    const next = choice === 'system' ? detectLocale(wanted) : choice
    latest = next
    if (language.value?.locale === next) return
    const texts = await locales[next].load()
    if (latest !== next) return
    const format = createFormat(next, timeZone)
    language.value = {
      locale: next,
      translate: createTranslate(next, texts, format.number),
      format,
    }
  }

  function inUse(): Language {
    if (language.value === null) throw new Error('No language has been loaded.')
    return language.value
  }

  const localization: Localization = {
    locale: computed(() => language.value?.locale ?? null),
    text: (key, values) => inUse().translate(key, values),
    format: computed(() => inUse().format),
    choose,
    install(app) {
      app.provide(localizationKey, localization)
    },
  }
  return localization
}

/** Throws when the app was started without its localization. */
export function useLocalization(): Localization {
  const localization = inject(localizationKey, null)
  if (localization === null) throw new Error('The app was started without its localization.')
  return localization
}

/** The texts of the language in use. */
export function useText(): Translate {
  return useLocalization().text
}

/** Dates and numbers in the language in use. */
export function useFormat(): Readonly<ShallowRef<Format>> {
  return useLocalization().format
}
