import { themeTokens, type EmbedHost, type ThemeToken } from '../protocol/embed'

/** Properties of `tokens.css` that each token of the host sets; `%` stands for its value. */
const properties: Readonly<Record<ThemeToken, Readonly<Record<string, string>>>> = {
  accent: {
    '--accent-9': '%',
    '--accent-10': 'color-mix(in srgb, %, var(--neutral-12) 12%)',
    '--accent-11': 'color-mix(in srgb, %, var(--neutral-12) 24%)',
    '--accent-6': 'color-mix(in srgb, %, var(--surface-page) 45%)',
    '--accent-3': 'color-mix(in srgb, %, var(--surface-page) 80%)',
    '--accent-2': 'color-mix(in srgb, %, var(--surface-page) 90%)',
    '--accent-1': 'color-mix(in srgb, %, var(--surface-page) 95%)',
  },
  onAccent: { '--on-accent': '%' },
  surface: { '--surface-page': '%', '--surface-raised': '%' },
  surfaceList: { '--surface-list': '%' },
  text: { '--text': '%', '--text-strong': '%' },
  textQuiet: { '--text-quiet': '%', '--text-faint': '%' },
  line: { '--line': '%', '--line-strong': 'color-mix(in srgb, %, var(--neutral-12) 15%)' },
  radius: { '--radius-s': 'calc(% / 2)', '--radius-m': '%', '--radius-l': 'calc(% * 1.5)' },
  font: { '--font': '%' },
}

/**
 * Gives the document the host's tokens, and takes back those that it no longer says.
 * @param supports whether the browser understands the value of a property of CSS
 * @returns names of tokens whose values are none
 */
export function applyTokens(
  style: CSSStyleDeclaration,
  tokens: EmbedHost['tokens'],
  supports: (property: string, value: string) => boolean,
): readonly ThemeToken[] {
  const refused: ThemeToken[] = []
  for (const [name, targets] of Object.entries(properties)) {
    const token = name as ThemeToken // a key of `properties`
    const value = tokens[token]
    const isSound = value !== undefined && supports(themeTokens[token], value)
    if (value !== undefined && !isSound) refused.push(token)
    for (const [property, form] of Object.entries(targets)) {
      if (isSound)
        style.setProperty(
          property,
          form.replaceAll('%', () => value),
        )
      else style.removeProperty(property)
    }
  }
  return refused
}
