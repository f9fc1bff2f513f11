/**
 * What a message says, as a tree. Views render it node by node, so no text from outside ever becomes markup.
 * Link targets in this tree are safe: whoever builds it has checked them with `safeLinkUrl`.
 */

export type InlineNode =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'bold' | 'italic' | 'strike' | 'spoiler'
      readonly children: readonly InlineNode[]
    }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly url: string; readonly children: readonly InlineNode[] }
  /** `name` without `@`; `all` and `here` mean everybody. */
  | { readonly type: 'userMention'; readonly name: string }
  /** `name` without `#`. */
  | { readonly type: 'channelMention'; readonly name: string }
  /** `text` is the emoji itself, or null where only its short code is known. */
  | { readonly type: 'emoji'; readonly shortCode: string; readonly text: string | null }
  | { readonly type: 'lineBreak' }

export type BlockNode =
  | { readonly type: 'paragraph'; readonly children: readonly InlineNode[] }
  | {
      readonly type: 'heading'
      readonly level: 1 | 2 | 3 | 4
      readonly children: readonly InlineNode[]
    }
  | { readonly type: 'quote'; readonly children: readonly BlockNode[] }
  | { readonly type: 'codeBlock'; readonly language: string | null; readonly text: string }
  | {
      readonly type: 'list'
      /** Number of the first item, or null for bullets. */
      readonly start: number | null
      readonly items: readonly ListItem[]
    }
  /** One to three emoji that are the whole message: shown large. */
  | { readonly type: 'bigEmoji'; readonly children: readonly InlineNode[] }
  | { readonly type: 'rule' }

export interface ListItem {
  /** null for an ordinary item, else whether the task is done. */
  readonly isDone: boolean | null
  readonly children: readonly InlineNode[]
}

export type Content = readonly BlockNode[]

export const emptyContent: Content = []

export const plainContent = (text: string): Content =>
  text === '' ? emptyContent : [{ type: 'paragraph', children: [{ type: 'text', text }] }]

const safeSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/**
 * The URL if a link may point there, else null: only http, https, mailto and tel (S6). A target without a scheme
 * becomes https; one that is relative to some page is none. Control characters and spaces, which browsers drop while they look for a scheme, refuse the link.
 */
export function safeLinkUrl(target: string): string | null {
  const url = target.trim()
  // eslint-disable-next-line no-control-regex -- exactly the characters a URL parser strips
  if (url === '' || url.length > 8_192 || /[\u0000-\u0020\u007f-\u009f]/.test(url)) return null
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase()
  if (scheme === undefined) {
    if (url.startsWith('//')) return `https:${url}`
    return /^[/\\?#.]/.test(url) ? null : `https://${url}`
  }
  if (safeSchemes.has(scheme)) return url
  return /^[a-z0-9.-]+:\d{1,5}(?:[/?#]|$)/i.test(url) ? `https://${url}` : null
}
