export type { MessageKey, Texts } from './en'
export { createFormat, type Format } from './format'
export {
  createLocalization,
  useFormat,
  useLocalization,
  useText,
  type Localization,
  type TextValues,
  type Translate,
} from './localization'
export { detectLocale, localeNames, locales, type Locale, type LocaleChoice } from './locales'
