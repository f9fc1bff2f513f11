import { channelTitle, type ChannelEntry } from '../../domain'

/** Without accents and capitals, as people type when they look for something. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** All that a channel is called: its title, what a mention of it says, and who is in a direct one. */
export function namesOf(entry: ChannelEntry): readonly string[] {
  const { slug = '', directUsernames = [] } = entry.channel ?? {}
  return [channelTitle(entry), slug, ...directUsernames]
}
