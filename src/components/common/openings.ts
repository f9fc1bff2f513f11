/** Where a channel with unread messages opens (R10). */
export type OpeningChoice = 'firstUnread' | 'newest' | 'newestUnread'

export const openingChoices: readonly OpeningChoice[] = ['firstUnread', 'newest', 'newestUnread']
