import joypixels from 'emojibase-data/en/shortcodes/joypixels.json' with { type: 'json' }

/** The short codes this server knows, those of its picture set; a reaction with any other is refused (rocketchat.md §5.7). */
export const EMOJI: ReadonlySet<string> = new Set(Object.values(joypixels).flat())

export const SMILEYS: ReadonlyMap<string, string> = new Map([
  [':)', 'slight_smile'],
  [':-)', 'slight_smile'],
  [':(', 'slight_frown'],
  [':D', 'smile'],
  [':P', 'stuck_out_tongue'],
  [':p', 'stuck_out_tongue'],
  [';)', 'wink'],
  [';-)', 'wink'],
  [':O', 'open_mouth'],
  ['<3', 'heart'],
])
