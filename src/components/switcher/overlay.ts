/** What lies over the page to find or start a conversation, or to tell the keys. */
export type Overlay = 'switcher' | 'create' | 'directory' | 'keys'
