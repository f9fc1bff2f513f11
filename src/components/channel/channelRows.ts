import {
  channelSections,
  chunkedList,
  hasNews,
  itemAt,
  oncePerChunk,
  sliceOf,
  type ChannelEntry,
  type ChannelId,
  type ChannelSection,
  type ChunkedList,
  type SectionedChannels,
} from '../../domain'
import { folded, namesOf } from './nameMatch'

export interface SectionRow {
  readonly type: 'section'
  readonly key: string
  readonly section: ChannelSection
  /** Sum over its channels, shown or not. */
  readonly unread: number
  readonly hasMentions: boolean
  /** Channels with something new. */
  readonly news: number
  readonly isCollapsed: boolean
}

/** A line of the list: the head of a section, or a channel. */
export type ChannelRow =
  SectionRow | { readonly type: 'channel'; readonly key: ChannelId; readonly entry: ChannelEntry }

/** A head and the channels below it. */
export interface RowGroup {
  /** Index of its head. */
  readonly from: number
  readonly head: SectionRow
  readonly entries: ChunkedList<ChannelEntry>
}

/** The sections one below the other. Nothing here is as long as the list: a row is made when it is asked for. */
export interface ChannelRows {
  readonly groups: readonly RowGroup[]
  readonly length: number
}

export interface RowOptions {
  /** Only channels whose name holds it, in whatever section. */
  readonly query: string
  readonly collapsed: ReadonlySet<string>
  /** Shown in a collapsed section too. */
  readonly currentId: ChannelId | null
}

const none = chunkedList<ChannelEntry>([])

/** What is unread in some channels. */
export const sumOf = oncePerChunk((entries: readonly ChannelEntry[]) => ({
  unread: entries.reduce((sum, { unread }) => sum + unread.count, 0),
  hasMentions: entries.some(({ unread }) => unread.mentions > 0),
  news: entries.filter(hasNews).length,
}))

const indexById = oncePerChunk(
  (entries: readonly ChannelEntry[]): ReadonlyMap<string, number> =>
    new Map(entries.map(({ id }, index) => [id, index])),
)

/** In the order of `namesOf`, as they are compared. */
const foldedNames = oncePerChunk((entries: readonly ChannelEntry[]) =>
  entries.map((entry) => namesOf(entry).map(folded)),
)

const filterOf = (wanted: string) => ({
  wanted,
  within: oncePerChunk((entries: readonly ChannelEntry[]) => {
    const names = foldedNames(entries)
    return entries.filter((_entry, index) => names[index]?.some((name) => name.includes(wanted)))
  }),
})

/** Of the query that was last asked for: a channel that moves leaves what was found in all other chunks as it is. */
let filter = filterOf('')

/** A section with nothing to show is left out. */
export function buildChannelRows(sections: SectionedChannels, options: RowOptions): ChannelRows {
  const wanted = folded(options.query)
  const groups: RowGroup[] = []
  let length = 0
  for (const section of channelSections) {
    const all = sections[section]
    const isCollapsed = wanted === '' && options.collapsed.has(section)
    const entries = isCollapsed ? only(all, options.currentId) : matching(all, wanted)
    if (entries.length === 0 && !(isCollapsed && all.length > 0)) continue
    groups.push({ from: length, head: headOf(section, all, isCollapsed), entries })
    length += entries.length + 1
  }
  return { groups, length }
}

/** Rows from index `from` up to, not including, `to`. */
export function rowsOf({ groups }: ChannelRows, from: number, to: number): ChannelRow[] {
  return groups.flatMap((group): ChannelRow[] => {
    const start = group.from + 1
    const rows = sliceOf(group.entries, Math.max(0, from - start), to - start).map(channelRow)
    return group.from >= from && group.from < to ? [group.head, ...rows] : rows
  })
}

export function rowAt(rows: ChannelRows, index: number): ChannelRow | undefined {
  return rowsOf(rows, index, index + 1)[0]
}

/** Where a row stands; -1 when it does not. */
export function indexOfRow({ groups }: ChannelRows, key: string | null): number {
  if (key === null) return -1
  for (const { from, head, entries } of groups) {
    if (head.key === key) return from
    const index = indexIn(entries, key)
    if (index >= 0) return from + 1 + index
  }
  return -1
}

/** Index of the first channel; -1 when there is none. */
export function firstChannelIn({ groups }: ChannelRows): number {
  const group = groups.find(({ entries }) => entries.length > 0)
  return group === undefined ? -1 : group.from + 1
}

function channelRow(entry: ChannelEntry): ChannelRow {
  return { type: 'channel', key: entry.id, entry }
}

function headOf(
  section: ChannelSection,
  { chunks }: ChunkedList<ChannelEntry>,
  isCollapsed: boolean,
): SectionRow {
  let [unread, news, hasMentions] = [0, 0, false]
  for (const sum of chunks.map(sumOf)) {
    unread += sum.unread
    news += sum.news
    hasMentions ||= sum.hasMentions
  }
  const key = `section:${section}`
  return { type: 'section', key, section, unread, hasMentions, news, isCollapsed }
}

function indexIn({ chunks }: ChunkedList<ChannelEntry>, id: string): number {
  let before = 0
  for (const chunk of chunks) {
    const index = indexById(chunk).get(id)
    if (index !== undefined) return before + index
    before += chunk.length
  }
  return -1
}

function only(all: ChunkedList<ChannelEntry>, id: ChannelId | null): ChunkedList<ChannelEntry> {
  const entry = id === null ? undefined : itemAt(all, indexIn(all, id))
  return entry === undefined ? none : chunkedList([entry])
}

function matching(all: ChunkedList<ChannelEntry>, wanted: string): ChunkedList<ChannelEntry> {
  if (wanted === '') return all
  if (wanted !== filter.wanted) filter = filterOf(wanted)
  const chunks = all.chunks.map((chunk) => filter.within(chunk)).filter(({ length }) => length > 0)
  return { chunks, length: chunks.reduce((sum, { length }) => sum + length, 0) }
}
