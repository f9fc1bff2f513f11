import { describe, expect, it, vi } from 'vitest'
import { computed } from 'vue'
import { en } from './en'
import { createFormat } from './format'
import { createLocalization } from './localization'
import { detectLocale, localeNames, locales } from './locales'
import { createPluralRule } from './plural'
import { createTranslate } from './translate'
import { zhCN } from './zhCN'

const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('A2 texts', () => {
  it('exist in every language under the same keys', async () => {
    for (const name of localeNames) {
      expect(Object.keys(await locales[name].load()).sort()).toEqual(Object.keys(en).sort())
    }
  })

  it('have no empty text, and only places that the English text has', () => {
    for (const [key, text] of Object.entries(zhCN)) {
      expect(text, key).not.toBe('')
      const known = placesOf(en[key as keyof typeof en])
      expect(
        placesOf(text).filter((place) => !known.includes(place)),
        key,
      ).toEqual([])
    }
  })

  it('have as many plural forms as their language has categories, or one', () => {
    for (const [key, text] of Object.entries(en)) {
      expect([1, 2], key).toContain(text.split(' | ').length)
    }
    for (const [key, text] of Object.entries(zhCN)) expect(text.split(' | '), key).toHaveLength(1)
  })
})

describe('A2 what is translated', () => {
  it('is everything, but what is the same in both languages', () => {
    const keys = Object.keys(en) as (keyof typeof en)[]
    const chinese: Readonly<Record<string, string>> = zhCN
    const same = keys.filter((key) => en[key] === chinese[key])
    const total = keys.length
    console.info(
      `texts: ${String(total)} in English, ${String(Object.keys(zhCN).length)} in Chinese, ` +
        `${String(same.length)} alike`,
    )
    // Names, and texts that are nothing but places to fill in.
    expect(same.filter((key) => /[a-z]{3}/i.test(en[key].replace(/\{\w+\}/g, '')))).toEqual([])
  })

  it('is written in the signs of its language', () => {
    const wordsOf = (text: string) => text.replace(/\{\w+\}/g, '')
    for (const [key, text] of Object.entries(zhCN)) {
      const isForeign = /[a-z]{3}/i.test(wordsOf(text)) && !/\p{Script=Han}/u.test(text)
      expect(isForeign, `${key}: ${text}`).toBe(false)
    }
    for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(/\p{Script=Han}/u)
  })
})

describe('A2 dates, numbers and plurals', () => {
  const at = Date.UTC(2026, 2, 18, 12, 5)

  it.each([
    ['ar-EG', 'ar'],
    ['de-CH', 'de'],
    ['ja-JP', 'ja'],
    ['fa-IR', 'fa'],
  ])('are those of Intl in any language: %s', (locale, language) => {
    const format = createFormat(locale, 'UTC')
    const day = new Intl.DateTimeFormat(locale, {
      dateStyle: 'full',
      timeZone: 'UTC',
      timeStyle: 'short',
    })
    expect(format.moment(at)).toBe(day.format(at))
    expect(format.number(1_234_567.5)).toBe(new Intl.NumberFormat(locale).format(1_234_567.5))
    expect(format.badge(7)).toBe(new Intl.NumberFormat(locale).format(7))
    expect(format.list(['a', 'b', 'c'])).toBe(new Intl.ListFormat(locale).format(['a', 'b', 'c']))
    const rules = new Intl.PluralRules(language)
    const { pluralCategories: categories } = rules.resolvedOptions()
    const order = ['zero', 'one', 'two', 'few', 'many', 'other'] as const
    const known = order.filter((one) => categories.includes(one))
    const form = createPluralRule(language)
    for (const count of [0, 1, 2, 3, 11, 100]) {
      expect(form(count, known.length)).toBe(known.indexOf(rules.select(count)))
    }
  })
})

describe('translate', () => {
  const number = (value: number) => createFormat('en').number(value)
  const text = createTranslate('en', en, number)

  it('fills in values and chooses the form for a number', () => {
    expect(text('channel.members', { count: 1 })).toBe('1 member')
    expect(text('channel.members', { count: 1_200 })).toBe('1,200 members')
    expect(text('typing.two', { first: 'Ann', second: 'Bob' })).toBe('Ann and Bob are typing…')
  })

  it('takes values as text, whatever they hold', () => {
    expect(text('typing.one', { name: '{name} $& <b>' })).toBe('{name} $& <b> is typing…')
  })

  it('keeps a right-to-left value from turning the sentence', () => {
    expect(text('system.joined', { author: 'عمر' })).toBe('\u2068عمر\u2069 joined')
    expect(text('system.joined', { author: 'a\u202Eb' })).toBe('\u2068a\u202Eb\u2069 joined')
  })

  it('leaves a place without a value as it is', () => {
    expect(text('typing.one', {})).toBe('{name} is typing…')
  })

  it('orders plural forms by the categories of the language', () => {
    const polish = createPluralRule('pl')
    expect([1, 2, 5].map((count) => polish(count, 4))).toEqual([0, 1, 2])
    expect(createPluralRule('zh-CN')(1, 1)).toBe(0)
  })
})

describe('locales', () => {
  it('follow what the user reads, and fall back to English', () => {
    expect(detectLocale(['zh-TW', 'en'])).toBe('zh-CN')
    expect(detectLocale(['fr-FR', 'en-GB'])).toBe('en')
    expect(detectLocale([])).toBe('en')
  })

  it('show the last language that was chosen', async () => {
    const localization = createLocalization(['en'])
    await Promise.all([localization.choose('en'), localization.choose('zh-CN')])
    expect(localization.locale.value).toBe('zh-CN')
    expect(localization.text('common.tryAgain')).toBe('重试')
  })
})

describe('what comes after the first screen', () => {
  it('loads in the language in use and in each that is chosen later', async () => {
    const localization = createLocalization(['en'])
    const loading = localization.loadRest()
    await localization.choose('en')
    await loading
    await localization.loadRest()
    expect(localization.text('signIn.submit')).toBe('Sign in')
    await localization.choose('zh-CN')
    expect(localization.text('signIn.submit')).toBe('登录')
  })

  it('shows where it was asked for before it had come', async () => {
    vi.spyOn(locales.en, 'load').mockResolvedValue({ 'common.tryAgain': 'Try again' })
    const localization = createLocalization(['en'])
    await localization.choose('en')
    const shown = computed(() => localization.text('signIn.submit'))
    expect(shown.value).toBe('')
    await localization.loadRest()
    expect(shown.value).toBe('Sign in')
    vi.restoreAllMocks()
  })

  it('is empty until it has come', () => {
    const text = createTranslate('en', {}, String)
    expect(text('channel.members', { count: 2 })).toBe('')
  })
})

describe('format', () => {
  const now = Date.UTC(2026, 2, 18, 12)
  const hour = 3_600_000
  const english = createFormat('en', 'UTC')
  const chinese = createFormat('zh-CN', 'Asia/Shanghai')

  it('names days near now by a word', () => {
    expect(english.dayLine(now - hour, now)).toBe('Today')
    expect(english.dayLine(now - 24 * hour, now)).toBe('Yesterday')
    expect(chinese.dayLine(now - 24 * hour, now)).toBe('昨天')
    expect(english.dayLine(now - 60 * 24 * hour, now)).toBe('Saturday, January 17')
    expect(english.dayLine(now - 400 * 24 * hour, now)).toContain('2025')
  })

  it('parts days by the time zone of the user', () => {
    const [late, early] = [Date.UTC(2026, 2, 18, 15, 59), Date.UTC(2026, 2, 18, 16, 1)]
    expect(english.dayKey(late)).toBe(english.dayKey(early))
    expect(chinese.dayKey(late)).not.toBe(chinese.dayKey(early))
  })

  it('shortens the time in the list by its distance', () => {
    expect(english.listTime(now - hour, now)).toBe('11:00')
    expect(english.listTime(now - 24 * hour, now)).toBe('Yesterday')
    expect(english.listTime(now - 3 * 24 * hour, now)).toBe('Sun')
    expect(english.listTime(now - 30 * 24 * hour, now)).toBe('Feb 16')
  })

  it('caps a badge, and only a badge', () => {
    expect(english.badge(99)).toBe('99')
    expect(english.badge(100)).toBe('99+')
    expect(english.number(1_000)).toBe('1,000')
  })

  it('writes file sizes with a unit', () => {
    expect(english.fileSize(0)).toBe('0 bytes')
    expect(english.fileSize(2_480_000)).toBe('2.5 MB')
  })
})
