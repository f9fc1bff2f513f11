/** Where messages are looked for: in the open channel, or in all of mine. */
export const searchScopes = ['here', 'everywhere'] as const
export type SearchScope = (typeof searchScopes)[number]
