import type { EmojiCatalogue } from '../../composables/emojiCatalogue'
import {
  channelTitle,
  type ChannelEntry,
  type ChannelId,
  type ChannelKind,
  type Findings,
  type UserRef,
} from '../../domain'
import { folded, namesOf } from '../channel/nameMatch'
import { nameRank } from '../channel/nameRank'
import { cellOf, type EmojiCell } from '../emoji/emojiSections'
import { ownRows } from '../switcher/switcherRows'
import type { SlashCommand } from '../../ports/features'

/** A line of the popup. Keys are unique. */
export type CompletionRow =
  | { readonly type: 'person'; readonly key: string; readonly person: UserRef }
  /** Everybody of the channel, or those of them who are there now. */
  | { readonly type: 'group'; readonly key: string; readonly name: 'all' | 'here' }
  | {
      readonly type: 'channel'
      readonly key: string
      readonly kind: ChannelKind
      readonly name: string
      readonly slug: string
    }
  | { readonly type: 'emoji'; readonly key: string; readonly cell: EmojiCell }
  | { readonly type: 'command'; readonly key: string; readonly command: SlashCommand }

/** So many are shown. */
export const mostRows = 10

/** What a row puts in the place of the word. */
export function writtenBy(row: CompletionRow): string {
  switch (row.type) {
    case 'person':
      return `@${row.person.username} `
    case 'group':
      return `@${row.name} `
    case 'channel':
      return `#${row.slug} `
    case 'emoji':
      return `${row.cell.sign} `
    case 'command':
      return `/${row.command.name} `
  }
}

export interface PeopleSource {
  /** Who has to do with the channel, who wrote last first. */
  readonly near: readonly UserRef[]
  readonly found: readonly UserRef[]
  /** There are more than two. */
  readonly hasGroups: boolean
}

/** Those near first, then everybody at once, then whom the server found. */
export function personRows(
  query: string,
  { near, found, hasGroups }: PeopleSource,
): CompletionRow[] {
  const wanted = folded(query)
  const rankOf = ({ name, username }: UserRef): number =>
    wanted === '' ? 1 : nameRank([username, name], wanted)
  const best = (people: readonly UserRef[]): CompletionRow[] =>
    people
      .map((person) => ({ person, rank: rankOf(person) }))
      .filter(({ rank, person }) => rank > 0 && person.username !== '')
      .sort((a, b) => b.rank - a.rank)
      .map(({ person }) => ({ type: 'person', key: `person:${person.username}`, person }))
  const groups = (['all', 'here'] as const).filter((name) => hasGroups && name.startsWith(wanted))
  return uniqueRows([
    ...uniqueRows(best(near)).slice(0, mostRows - groups.length),
    ...groups.map((name): CompletionRow => ({ type: 'group', key: `group:${name}`, name })),
    ...best(found),
  ])
}

/** My own channels as the quick switcher ranks them, then what the server found. */
export function channelRows(
  query: string,
  entries: readonly ChannelEntry[],
  found: Findings['channels'],
): CompletionRow[] {
  const wanted = folded(query)
  const named = entries.filter(({ channel }) => (channel?.slug ?? '') !== '')
  const own = ownRows(named, query, null).flatMap((row): CompletionRow[] =>
    row.type === 'channel' ? [channelRow(row.entry.id, ofEntry(row.entry))] : [],
  )
  const others = found
    .filter(({ slug, name }) => slug !== '' && nameRank([slug, name], wanted) > 0)
    .map((channel) => channelRow(channel.id, channel))
  return uniqueRows([...own, ...others])
}

type NamedChannel = Pick<Findings['channels'][number], 'kind' | 'name' | 'slug'>

function ofEntry(entry: ChannelEntry): NamedChannel {
  const { kind = 'public', slug = namesOf(entry)[0] ?? '' } = entry.channel ?? {}
  return { kind, name: channelTitle(entry), slug }
}

function channelRow(id: ChannelId, { kind, name, slug }: NamedChannel): CompletionRow {
  return { type: 'channel', key: `channel:${id}`, kind, name, slug }
}

/** So many are looked at for one that was picked lately. */
const mostFound = 60

export interface EmojiHabits {
  /** Short codes, the latest first. */
  readonly recent: readonly string[]
  /** Of skin: 1 to 5, or 0 for none. */
  readonly tone: number
}

/** What was picked lately first, then as the catalogue ranks them. */
export function emojiRows(
  query: string,
  catalogue: EmojiCatalogue,
  { recent, tone }: EmojiHabits,
): CompletionRow[] {
  const lately = new Set(recent.map((code) => catalogue.emojiOf(code)))
  const found = catalogue.find(query, mostFound)
  const begins = (code: string): boolean => code.startsWith(query.toLowerCase())
  const first = found.filter((emoji) => lately.has(emoji) && emoji.codes.some(begins))
  return [...first, ...found.filter((emoji) => !first.includes(emoji))]
    .slice(0, mostRows)
    .map((emoji) => ({
      type: 'emoji',
      key: `emoji:${emoji.code}`,
      cell: cellOf(emoji, tone, catalogue),
    }))
}

/** Those that begin with it, then those that hold it. */
export function commandRows(query: string, commands: readonly SlashCommand[]): CompletionRow[] {
  const wanted = folded(query)
  const rankOf = ({ name }: SlashCommand): number => nameRank([name], wanted)
  return uniqueRows(
    commands
      .filter((command) => rankOf(command) > 0)
      .sort((a, b) => rankOf(b) - rankOf(a) || (a.name < b.name ? -1 : 1))
      .map((command) => ({ type: 'command', key: `command:${command.name}`, command })),
  )
}

function uniqueRows(rows: readonly CompletionRow[]): CompletionRow[] {
  const keys = new Set<string>()
  return rows.filter(({ key }) => !keys.has(key) && keys.add(key)).slice(0, mostRows)
}
