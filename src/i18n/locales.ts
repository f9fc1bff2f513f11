import type { Texts } from './en'

export type Locale = 'en' | 'zh-CN'
export type LocaleChoice = Locale | 'system'

interface LocaleEntry {
  /** What speakers call their language. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  /** What the first screen says. */
  load(): Promise<Partial<Texts>>
  /** What comes after it. */
  loadRest(): Promise<Partial<Texts>>
}

/** A new language is one file of texts and one entry here. Each loads only when it is used, in the two halves of its file. */
export const locales: Readonly<Record<Locale, LocaleEntry>> = {
  en: {
    name: 'English',
    direction: 'ltr',
    load: async () => (await import('./en')).default,
    loadRest: async () => (await import('./en?rest')).default,
  },
  'zh-CN': {
    name: '简体中文',
    direction: 'ltr',
    load: async () => (await import('./zhCN')).default,
    loadRest: async () => (await import('./zhCN?rest')).default,
  },
}

export const localeNames: readonly Locale[] = ['en', 'zh-CN']

/** The best of our languages for what the user reads, most wanted first; English when we have none of them. */
export function detectLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const found = localeNames.find((name) => languageOf(name) === languageOf(tag))
    if (found !== undefined) return found
  }
  return 'en'
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-', 1)[0] ?? ''
}
