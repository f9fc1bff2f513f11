export type { MessageKey, Texts } from './en'
export { createFormat, type Format } from './format'
export {
  createLocalization,
  useFormat,
  useLocalization,
  useText,
  type Localization,
} from './localization'
export { detectLocale, localeNames, locales, type Locale, type LocaleChoice } from './locales'
export type { TextValues, Translate } from './translate'
