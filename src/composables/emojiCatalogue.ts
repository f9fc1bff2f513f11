import type { Locale } from '../i18n'
import type { WorkspaceEmoji } from '../ports/features'
import { loadWorkspaceEmoji } from './emoji'
import { emojiGroups, emojiOf, signOf, type Emoji } from './emojiTable'

/** The emoji that can be picked, with their names in one language. */
export interface EmojiCatalogue {
  /** Smileys, people, animals, food, travel, activities, objects, symbols, flags; then those of the workspace, if any. */
  readonly groups: readonly (readonly Emoji[])[]
  nameOf(emoji: Emoji): string
  /** The emoji of a short code without colons, with or without a skin tone. */
  emojiOf(code: string): Emoji | undefined
  /** Those that do for what was typed, a code or a word of the language, the best first. */
  find(query: string, limit: number): readonly Emoji[]
}

const wordsOf: Readonly<Record<Locale, () => Promise<{ default: string }>>> = {
  en: () => import('parley-emoji/en'),
  'zh-CN': () => import('parley-emoji/zh-CN'),
}
const cataloguesByLocale = new Map<Locale, EmojiCatalogue>()

/** Rejects when the names cannot be loaded. */
export async function loadEmojiCatalogue(locale: Locale): Promise<EmojiCatalogue> {
  const [unicode, own] = await Promise.all([loadUnicode(locale), loadWorkspaceEmoji()])
  return own.length === 0 ? unicode : withWorkspace(unicode, own)
}

async function loadUnicode(locale: Locale): Promise<EmojiCatalogue> {
  const known = cataloguesByLocale.get(locale)
  if (known !== undefined) return known
  const loaded = createCatalogue((await wordsOf[locale]()).default)
  cataloguesByLocale.set(locale, loaded)
  return loaded
}

/** By their codes alone: they have names in no language. */
function withWorkspace(catalogue: EmojiCatalogue, own: readonly WorkspaceEmoji[]): EmojiCatalogue {
  const group = own.map(({ codes }): Emoji => {
    return { code: codes[0], codes, sign: `:${codes[0]}:`, takesTone: false }
  })
  const isOwn = new Set(group)
  return {
    groups: [...catalogue.groups, group],
    nameOf: (emoji) =>
      isOwn.has(emoji) ? emoji.code.replaceAll(/[_-]/g, ' ') : catalogue.nameOf(emoji),
    emojiOf: (code) => catalogue.emojiOf(code) ?? group.find(({ codes }) => codes.includes(code)),
    find(query, limit) {
      const wanted = query
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_')
      const found = group.filter((emoji) => wanted !== '' && codeRank(emoji, wanted) > 0)
      return [...found, ...catalogue.find(query, limit)].slice(0, limit)
    },
  }
}

function createCatalogue(text: string): EmojiCatalogue {
  const lines = text.split('\n').map((line) => line.toLowerCase().split('|'))
  const words = new Map(emojiGroups.flat().map((emoji, index) => [emoji, lines[index] ?? []]))
  const groups = emojiGroups.slice(0, -1)
  const all = groups.flat()
  return {
    groups,
    nameOf: (emoji) => words.get(emoji)?.[0] ?? emoji.code,
    emojiOf: (code) => (signOf(code) === undefined ? undefined : emojiOf(code)),
    find(query, limit) {
      const wanted = query.trim().toLowerCase()
      if (wanted === '') return []
      const asCode = wanted.replaceAll(/[\s-]+/g, '_')
      const ranked = all.flatMap((emoji, index) => {
        const rank = Math.max(codeRank(emoji, asCode), wordRank(words.get(emoji) ?? [], wanted))
        return rank === 0 ? [] : [{ emoji, rank, index }]
      })
      return ranked
        .sort((a, b) => b.rank - a.rank || a.index - b.index)
        .slice(0, limit)
        .map(({ emoji }) => emoji)
    },
  }
}

/** Of what begins with it the shortest is meant most likely. */
function codeRank({ codes }: Emoji, wanted: string): number {
  return Math.max(
    ...codes.map((code) => {
      if (code.startsWith(wanted)) return 4 + wanted.length / code.length
      return code.includes(`_${wanted}`) ? 2 : 0
    }),
  )
}

/** The name says more than the words that are thought of beside it. */
function wordRank([name = '', ...others]: readonly string[], wanted: string): number {
  if (name.startsWith(wanted)) return 3 + wanted.length / name.length
  if (others.includes(wanted)) return 3.6
  if (others.some((word) => word.startsWith(wanted))) return 2
  return [name, ...others].some((word) => word.includes(wanted)) ? 1 : 0
}
