/** What is chosen for a device, and what there is to choose from. */
export interface Choices {
  readonly theme: 'light' | 'dark' | 'system'
  readonly locale: 'en' | 'zh-CN' | 'system'
  /** How much room a line of a list and a message take (V3). */
  readonly density: Density
  readonly order: 'byActivity' | 'byName'
  /** Whether what has something new stands in a section of its own. */
  readonly unread: 'inPlace' | 'apart'
  /** Where a channel with unread messages opens (R10). */
  readonly opening: 'firstUnread' | 'newest' | 'newestUnread'
  readonly notices: 'off' | 'on'
  readonly sound: 'off' | 'on'
}

export type Density = 'compact' | 'comfortable' | 'spacious'

/** Those that are chosen from a list, in the order of the menu. */
export const choiceLists = {
  theme: ['system', 'light', 'dark'],
  locale: ['system', 'en', 'zh-CN'],
  density: ['compact', 'comfortable', 'spacious'],
  order: ['byActivity', 'byName'],
  opening: ['firstUnread', 'newest', 'newestUnread'],
} as const satisfies { readonly [Key in keyof Choices]?: readonly Choices[Key][] }
