const categories: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

/**
 * Which of the forms of a text stands for a number: the forms are in the order of the categories that the language
 * has. A text with fewer forms than its language has categories uses the last.
 */
export function createPluralRule(locale: string): (count: number, forms: number) => number {
  const rules = new Intl.PluralRules(locale)
  const own = new Set(rules.resolvedOptions().pluralCategories)
  const order = categories.filter((category) => own.has(category))
  return (count, forms) => Math.min(order.indexOf(rules.select(count)), forms - 1)
}
