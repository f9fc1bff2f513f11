import { en } from '../../src/i18n/en'
import { createFormat } from '../../src/i18n/format'
import { createTranslate, type Translate } from '../../src/i18n/translate'
import { zhCN } from '../../src/i18n/zhCN'

/** What the app says, in the language of a browser. */
export function wordsOf(locale: string | undefined): Translate {
  const isChinese = locale?.startsWith('zh') === true
  const name = isChinese ? 'zh-CN' : 'en'
  return createTranslate(name, isChinese ? zhCN : en, createFormat(name).number)
}
