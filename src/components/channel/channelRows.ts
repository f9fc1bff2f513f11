import {
  channelSections,
  hasNews,
  type ChannelEntry,
  type ChannelId,
  type ChannelSection,
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

export interface RowOptions {
  /** Only channels whose name holds it, in whatever section. */
  readonly query: string
  readonly collapsed: ReadonlySet<string>
  /** Shown in a collapsed section too. */
  readonly currentId: ChannelId | null
}

/** The sections one below the other. One with nothing to show is left out. */
export function buildChannelRows(sections: SectionedChannels, options: RowOptions): ChannelRow[] {
  const wanted = folded(options.query)
  return channelSections.flatMap((section): ChannelRow[] => {
    const all = sections[section]
    const isCollapsed = wanted === '' && options.collapsed.has(section)
    const entries = all.filter((entry) =>
      isCollapsed ? entry.id === options.currentId : matches(entry, wanted),
    )
    if (entries.length === 0 && !(isCollapsed && all.length > 0)) return []
    const rows = entries.map((entry): ChannelRow => ({ type: 'channel', key: entry.id, entry }))
    return [sectionRow(section, all, isCollapsed), ...rows]
  })
}

function sectionRow(
  section: ChannelSection,
  entries: readonly ChannelEntry[],
  isCollapsed: boolean,
): SectionRow {
  let [unread, news, hasMentions] = [0, 0, false]
  for (const entry of entries) {
    unread += entry.unread.count
    hasMentions ||= entry.unread.mentions > 0
    if (hasNews(entry)) news += 1
  }
  const key = `section:${section}`
  return { type: 'section', key, section, unread, hasMentions, news, isCollapsed }
}

function matches(entry: ChannelEntry, wanted: string): boolean {
  return wanted === '' || namesOf(entry).some((name) => folded(name).includes(wanted))
}
