import type { MessageKey, Texts } from './en'
import { createPluralRule } from './plural'

export type TextValues = Readonly<Record<string, string | number>>

/** The text for a key. With `count` among the values, the form for that number. */
export type Translate = (key: MessageKey, values?: TextValues) => string

/**
 * @param texts a text that is not among them is empty.
 * @param number how a number is written in this language. */
export function createTranslate(
  locale: string,
  texts: Partial<Texts>,
  number: (value: number) => string,
): Translate {
  const pluralForm = createPluralRule(locale)

  return (key, values = {}) => {
    const { count } = values
    const text = texts[key] ?? ''
    if (typeof count !== 'number') return fill(text, values, number)
    const forms = text.split(' | ')
    return fill(forms[pluralForm(count, forms.length)] ?? text, values, number)
  }
}

function fill(text: string, values: TextValues, number: (value: number) => string): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) return place
    return typeof value === 'number' ? number(value) : isolated(value)
  })
}

const turnsAround = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/

/** A value with letters or signs that run the other way must not turn the sentence around it. */
function isolated(value: string): string {
  return turnsAround.test(value) ? `\u2068${value}\u2069` : value
}
