import type { Translate } from '../../i18n'

/** Who types, in a few words; empty for nobody. */
export function typingText(names: readonly string[], text: Translate): string {
  const [first, second, ...others] = names
  if (first === undefined) return ''
  if (second === undefined) return text('typing.one', { name: first })
  return others.length === 0 ? text('typing.two', { first, second }) : text('typing.many')
}
