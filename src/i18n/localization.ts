import { createI18n } from 'petite-vue-i18n'
import { computed, inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue'
import type { MessageKey } from './en'
import { createFormat, type Format } from './format'
import { detectLocale, locales, type Locale, type LocaleChoice } from './locales'
import { createPluralRule } from './plural'

export type TextValues = Readonly<Record<string, string | number>>

/** The text for a key. With `count` among the values, the form for that number. */
export type Translate = (key: MessageKey, values?: TextValues) => string

export interface Localization {
  /** The language in use; null until the first one has been loaded. */
  readonly locale: Readonly<ShallowRef<Locale | null>>
  readonly text: Translate
  readonly format: Readonly<ShallowRef<Format>>
  /** Loads a language and shows it. The last call wins. Rejects when its file cannot be loaded. */
  choose(choice: LocaleChoice): Promise<void>
  install(app: App): void
}

const localizationKey: InjectionKey<Localization> = Symbol('localization')

/** @param wanted languages of the user, most wanted first: `navigator.languages`. */
export function createLocalization(wanted: readonly string[], timeZone?: string): Localization {
  const i18n = createI18n({
    legacy: false,
    locale: 'en',
    fallbackLocale: [],
    messages: {} as Record<string, Record<string, string>>,
    pluralRules: { en: createPluralRule('en'), 'zh-CN': createPluralRule('zh-CN') },
  })
  const locale = shallowRef<Locale | null>(null)
  const format = computed(() => createFormat(locale.value ?? detectLocale(wanted), timeZone))
  let latest: Locale | null = null

  async function choose(choice: LocaleChoice): Promise<void> {
    const next = choice === 'system' ? detectLocale(wanted) : choice
    latest = next
    if (locale.value === next) return
    i18n.global.setLocaleMessage(next, { ...(await locales[next].load()) })
    if (latest !== next) return
    i18n.global.locale.value = next
    locale.value = next
  }

  function text(key: MessageKey, values: TextValues = {}): string {
    const { count } = values
    const shown = isolated(values)
    if (typeof count !== 'number') return i18n.global.t(key, shown)
    return i18n.global.t(key, { ...shown, count: format.value.number(count) }, { plural: count })
  }

  const localization: Localization = {
    locale,
    text,
    format,
    choose,
    install(app) {
      app.provide(localizationKey, localization)
    },
  }
  return localization
}

const turnsAround = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/

/** Values with letters or signs that run the other way must not turn the sentence around them. */
function isolated(values: TextValues): Record<string, string | number> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && turnsAround.test(value) ? `\u2068${value}\u2069` : value,
  ])
  return Object.fromEntries(entries) as Record<string, string | number>
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
