import {
  channelSections,
  type ChannelEntry,
  type ChannelId,
  type ChannelSection,
  type SectionedChannels,
} from '../../domain'
import { folded, namesOf } from './nameMatch'

/** A line of the list: the head of a section, or a channel. */
export type ChannelRow =
  | {
      readonly type: 'section'
      readonly key: string
      readonly section: ChannelSection
      readonly unread: number
      readonly hasMentions: boolean
    }
  | { readonly type: 'channel'; readonly key: ChannelId; readonly entry: ChannelEntry }

/** The sections one below the other, with the channels whose name holds the query. A section with none is left out. */
export function buildChannelRows(sections: SectionedChannels, query: string): ChannelRow[] {
  const wanted = folded(query)
  return channelSections.flatMap((section): ChannelRow[] => {
    const entries = sections[section].filter((entry) => matches(entry, wanted))
    if (entries.length === 0) return []
    const rows = entries.map((entry): ChannelRow => ({ type: 'channel', key: entry.id, entry }))
    return [sectionRow(section, sections[section]), ...rows]
  })
}

function sectionRow(section: ChannelSection, entries: readonly ChannelEntry[]): ChannelRow {
  let unread = 0
  let hasMentions = false
  for (const entry of entries) {
    unread += entry.unread.count
    hasMentions ||= entry.unread.mentions > 0
  }
  return { type: 'section', key: `section:${section}`, section, unread, hasMentions }
}

function matches(entry: ChannelEntry, wanted: string): boolean {
  return wanted === '' || namesOf(entry).some((name) => folded(name).includes(wanted))
}
