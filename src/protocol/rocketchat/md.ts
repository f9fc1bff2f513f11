/**
 * The parsed message tree a server puts into `message.md` (rocketchat.md §4.6).
 * A reader meets more than is listed here: newer servers add node types, so unknown ones are shown as text.
 */

export interface MdPlainText {
  readonly type: 'PLAIN_TEXT'
  readonly value: string
}

export type MdInline =
  | MdPlainText
  | { readonly type: 'BOLD' | 'ITALIC' | 'STRIKE' | 'SPOILER'; readonly value: readonly MdInline[] }
  | { readonly type: 'INLINE_CODE'; readonly value: MdPlainText }
  | {
      readonly type: 'LINK'
      readonly value: {
        readonly src: MdPlainText
        /** One node from old servers, an array from new ones. */
        readonly label: MdInline | readonly MdInline[]
      }
    }
  | {
      readonly type: 'IMAGE'
      readonly value: { readonly src: MdPlainText; readonly label: MdInline }
    }
  /** The name without `@`. */
  | { readonly type: 'MENTION_USER'; readonly value: MdPlainText }
  /** The name without `#`. */
  | { readonly type: 'MENTION_CHANNEL'; readonly value: MdPlainText }
  | { readonly type: 'EMOJI'; readonly value?: MdPlainText; readonly shortCode: string }
  | { readonly type: 'EMOJI'; readonly unicode: string }

export type MdEmoji = Extract<MdInline, { readonly type: 'EMOJI' }>

export interface MdParagraph {
  readonly type: 'PARAGRAPH'
  readonly value: readonly MdInline[]
}

export interface MdListItem {
  readonly type: 'LIST_ITEM'
  readonly value: readonly MdInline[]
  readonly number?: number
}

export interface MdTask {
  readonly type: 'TASK'
  readonly status: boolean
  readonly value: readonly MdInline[]
}

export interface MdCodeLine {
  readonly type: 'CODE_LINE'
  readonly value: MdPlainText
}

export type MdBlock =
  | MdParagraph
  | {
      readonly type: 'HEADING'
      readonly level: 1 | 2 | 3 | 4
      readonly value: readonly MdPlainText[]
    }
  | { readonly type: 'UNORDERED_LIST' | 'ORDERED_LIST'; readonly value: readonly MdListItem[] }
  | { readonly type: 'TASKS'; readonly value: readonly MdTask[] }
  | { readonly type: 'QUOTE'; readonly value: readonly MdParagraph[] }
  | { readonly type: 'CODE'; readonly language?: string; readonly value: readonly MdCodeLine[] }
  | { readonly type: 'SPOILER_BLOCK'; readonly value: readonly MdBlock[] }
  | { readonly type: 'LINE_BREAK'; readonly value?: undefined }
  | { readonly type: 'HORIZONTAL_RULE'; readonly value?: undefined }
  /** Stands alone in its root: one to three emoji and nothing else. */
  | { readonly type: 'BIG_EMOJI'; readonly value: readonly MdEmoji[] }

export type MdRoot = readonly MdBlock[]
