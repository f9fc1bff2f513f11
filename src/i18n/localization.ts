import { computed, inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue'
import { createFormat, type Format } from './format'
import { detectLocale, locales, type Locale, type LocaleChoice } from './locales'
import type { Texts } from './en'
import { createTranslate, type Translate } from './translate'

export interface Localization {
  /** The language in use; null until the first one has been loaded. */
  readonly locale: Readonly<ShallowRef<Locale | null>>
  /** Throws before the first language has been loaded. */
  readonly text: Translate
  readonly format: Readonly<ShallowRef<Format>>
  /** Loads a language and shows it. The last call wins. Rejects when its file cannot be loaded. */
  choose(choice: LocaleChoice): Promise<void>
  /**
   * Loads what is said after the first screen, in the language in use and in each that is chosen later. Rejects when the file
   * cannot be loaded; may then be called again.
   */
  loadRest(): Promise<void>
  install(app: App): void
}

interface Language {
  readonly locale: Locale
  /** Grows by the rest. */
  readonly texts: Partial<Texts>
  readonly translate: Translate
  readonly format: Format
}

const localizationKey: InjectionKey<Localization> = Symbol('localization')

/** @param wanted languages of the user, most wanted first: `navigator.languages`. */
export function createLocalization(wanted: readonly string[], timeZone?: string): Localization {
  const language = shallowRef<Language | null>(null)
  /** How often the rest has come: followed by whoever asked for a text of it before. */
  const rest = shallowRef(0)
  const awaitRest = (): number => rest.value
  let latest: Locale | null = null
  let choosing: Promise<void> = Promise.resolve()
  let isRestWanted = false

  async function change(choice: LocaleChoice): Promise<void> {
    const next = choice === 'system' ? detectLocale(wanted) : choice
    latest = next
    if (language.value?.locale === next) return
    const { load, loadRest: loadMore } = locales[next]
    const halves = await Promise.all(isRestWanted ? [load(), loadMore()] : [load()])
    if (latest !== next) return
    const texts = Object.assign({}, ...halves) as Partial<Texts>
    const format = createFormat(next, timeZone)
    language.value = {
      locale: next,
      texts,
      translate: createTranslate(next, texts, format.number),
      format,
    }
  }

  function choose(choice: LocaleChoice): Promise<void> {
    choosing = change(choice)
    return choosing
  }

  async function loadRest(): Promise<void> {
    isRestWanted = true
    await choosing
    const current = language.value
    if (current === null) return
    Object.assign(current.texts, await locales[current.locale].loadRest())
    rest.value += 1
  }

  function inUse(): Language {
    if (language.value === null) throw new Error('No language has been loaded.')
    return language.value
  }

  const localization: Localization = {
    locale: computed(() => language.value?.locale ?? null),
    text: (key, values) => {
      const { texts, translate } = inUse()
      if (!(key in texts)) awaitRest()
      return translate(key, values)
    },
    format: computed(() => inUse().format),
    choose,
    loadRest,
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
