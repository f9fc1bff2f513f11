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
  const rows: ChannelRow[] = []
  for (const section of channelSections) {
    const all = sections[section]
    const isCollapsed = wanted === '' && options.collapsed.has(section)
    const head = rows.push(sectionRow(section, all, isCollapsed))
    for (const entry of all) {
      if (isCollapsed ? entry.id === options.currentId : matches(entry, wanted)) {
        rows.push({ type: 'channel', key: entry.id, entry })
      }
    }
    if (rows.length === head && !(isCollapsed && all.length > 0)) rows.pop()
  }
  return rows
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
