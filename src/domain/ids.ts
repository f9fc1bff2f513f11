/** Ids are opaque text. Only decoders and test builders make them. */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type ChannelId = Branded<'ChannelId'>
export type MessageId = Branded<'MessageId'>
export type UserId = Branded<'UserId'>

/** Epoch milliseconds by the clock of the server, unless a name says otherwise. */
export type Timestamp = number

export const channelId = (text: string): ChannelId => text as ChannelId
export const messageId = (text: string): MessageId => text as MessageId
export const userId = (text: string): UserId => text as UserId
