import type { EmojiCatalogue } from '../../composables/emojiCatalogue'
import { signOf, type Emoji } from '../../composables/emojiTable'
import type { MessageKey } from '../../i18n'

/** An emoji that can be picked. */
export interface EmojiCell {
  /** Without colons, with the skin tone. */
  readonly code: string
  readonly sign: string
  readonly name: string
}

export interface EmojiSection {
  readonly label: MessageKey
  readonly cells: readonly EmojiCell[]
}

/** What stands for each group of the catalogue, in its order. */
export const groupSigns: readonly { readonly label: MessageKey; readonly sign: string }[] = [
  { label: 'emoji.smileys', sign: '😀' },
  { label: 'emoji.people', sign: '👋' },
  { label: 'emoji.animals', sign: '🐻' },
  { label: 'emoji.food', sign: '🍔' },
  { label: 'emoji.travel', sign: '🚗' },
  { label: 'emoji.activities', sign: '⚽' },
  { label: 'emoji.objects', sign: '💡' },
  { label: 'emoji.symbols', sign: '💯' },
  { label: 'emoji.flags', sign: '🏁' },
  { label: 'emoji.workspace', sign: '🏢' },
]

/** The emoji as a cell. @param tone 1 to 5, or 0 for none */
export function cellOf(emoji: Emoji, tone: number, { nameOf }: EmojiCatalogue): EmojiCell {
  const code = tone > 0 && emoji.takesTone ? `${emoji.code}_tone${String(tone)}` : emoji.code
  return { code, sign: signOf(code) ?? emoji.sign, name: nameOf(emoji) }
}

/** What was picked lately, and the groups. */
export function sectionsOf(
  catalogue: EmojiCatalogue,
  recent: readonly string[],
  tone: number,
): readonly EmojiSection[] {
  const lately = recent.flatMap((code): EmojiCell[] => {
    const emoji = catalogue.emojiOf(code)
    if (emoji === undefined) return []
    return [{ code, sign: signOf(code) ?? emoji.sign, name: catalogue.nameOf(emoji) }]
  })
  const groups = catalogue.groups.map((group, index) => ({
    label: groupSigns[index]?.label ?? 'emoji.symbols',
    cells: group.map((emoji) => cellOf(emoji, tone, catalogue)),
  }))
  return [{ label: 'emoji.recent', cells: lately }, ...groups]
}

export interface SectionBox {
  /** Pixels from the top of the list. */
  readonly top: number
  readonly height: number
}

/** Where each section is, head and all, so that only what is in view has to be there. */
export function boxesOf(
  sections: readonly EmojiSection[],
  size: { readonly columns: number; readonly cell: number; readonly head: number },
): readonly SectionBox[] {
  let top = 0
  return sections.map(({ cells }) => {
    const height = size.head + Math.ceil(cells.length / size.columns) * size.cell
    const box = { top, height }
    top += height
    return box
  })
}

/**
 * Where an arrow key leads from one cell; null for no further.
 * @param counts cells of each section
 */
export function neighbourCell(
  from: { readonly section: number; readonly index: number },
  key: string,
  { counts, columns }: { readonly counts: readonly number[]; readonly columns: number },
): { readonly section: number; readonly index: number } | null {
  const flat = counts.slice(0, from.section).reduce((sum, count) => sum + count, from.index)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const at = (place: number): { section: number; index: number } | null => {
    let rest = place
    for (const [section, count] of counts.entries()) {
      if (rest >= 0 && rest < count) return { section, index: rest }
      rest -= count
    }
    return null
  }
  switch (key) {
    case 'ArrowRight':
      return at(flat + 1)
    case 'ArrowLeft':
      return at(flat - 1)
    case 'Home':
      return at(0)
    case 'End':
      return at(total - 1)
    case 'ArrowDown':
      return stepRow(from, 1, counts, columns)
    case 'ArrowUp':
      return stepRow(from, -1, counts, columns)
    default:
      return null
  }
}

/** In the same column; where a row is shorter, its last. */
function stepRow(
  { section, index }: { readonly section: number; readonly index: number },
  step: 1 | -1,
  counts: readonly number[],
  columns: number,
): { section: number; index: number } | null {
  const column = index % columns
  const row = Math.floor(index / columns) + step
  const rowsOf = (one: number): number => Math.ceil((counts[one] ?? 0) / columns)
  const inRow = (one: number, wanted: number) => ({
    section: one,
    index: Math.min(wanted * columns + column, (counts[one] ?? 0) - 1),
  })
  if (row >= 0 && row < rowsOf(section)) return inRow(section, row)
  let next = section + step
  while (counts[next] === 0) next += step
  if (counts[next] === undefined) return null
  return inRow(next, step > 0 ? 0 : rowsOf(next) - 1)
}
