import {
  safeLinkUrl,
  type BlockNode,
  type Content,
  type InlineNode,
  type ListItem,
} from '../../domain'
import { isFields, list, number, object, objects, text, toFields, type Fields } from './fields'

/** Deeper nesting than this is shown as text: no honest message gets there. */
const maxDepth = 16

/** The tree of `message.md` (rocketchat.md §4.6), or null when there is none worth the name. Unknown nodes give their text. */
export function translateContent(md: unknown): Content | null {
  if (!Array.isArray(md) || md.length === 0) return null
  return md.filter(isFields).flatMap((node) => toBlocks(node, 0))
}

function toBlocks(node: Fields, depth: number): readonly BlockNode[] {
  if (depth > maxDepth) return asParagraph(plainText(node, 0))
  switch (text(node, 'type')) {
    case 'PARAGRAPH':
      return [{ type: 'paragraph', children: inlines(node, depth) }]
    case 'HEADING':
      return [{ type: 'heading', level: headingLevel(node), children: inlines(node, depth) }]
    case 'UNORDERED_LIST':
    case 'TASKS':
      return [{ type: 'list', start: null, items: listItems(node, depth) }]
    case 'ORDERED_LIST':
      return [{ type: 'list', start: firstNumber(node), items: listItems(node, depth) }]
    case 'QUOTE':
    case 'SPOILER_BLOCK':
      return [
        { type: 'quote', children: objects(node, 'value').flatMap((n) => toBlocks(n, depth + 1)) },
      ]
    case 'CODE':
      return [codeBlock(node)]
    case 'BIG_EMOJI':
      return [{ type: 'bigEmoji', children: inlines(node, depth) }]
    case 'HORIZONTAL_RULE':
      return [{ type: 'rule' }]
    case 'LINE_BREAK':
      return [{ type: 'paragraph', children: [] }]
    default:
      return asParagraph(plainText(node, 0))
  }
}

function asParagraph(value: string): readonly BlockNode[] {
  return value === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', text: value }] }]
}

function headingLevel(node: Fields): 1 | 2 | 3 | 4 {
  const level = number(node, 'level')
  return level === 1 || level === 2 || level === 3 ? level : 4
}

function listItems(node: Fields, depth: number): readonly ListItem[] {
  return objects(node, 'value').map((item) => ({
    isDone: text(item, 'type') === 'TASK' ? item.status === true : null,
    children: inlines(item, depth),
  }))
}

function firstNumber(node: Fields): number {
  return number(toFields(list(node, 'value')[0]), 'number') ?? 1
}

function codeBlock(node: Fields): BlockNode {
  const lines = objects(node, 'value').map((line) => text(object(line, 'value'), 'value'))
  const language = text(node, 'language')
  const isNamed = language !== '' && language !== 'none'
  return { type: 'codeBlock', language: isNamed ? language : null, text: lines.join('\n') }
}

function inlines(node: Fields, depth: number): readonly InlineNode[] {
  return objects(node, 'value').flatMap((child) => toInlines(child, depth + 1))
}

function toInlines(node: Fields, depth: number): readonly InlineNode[] {
  if (depth > maxDepth) return asText(plainText(node, 0))
  switch (text(node, 'type')) {
    case 'PLAIN_TEXT':
      return asText(text(node, 'value'))
    case 'BOLD':
      return [{ type: 'bold', children: inlines(node, depth) }]
    case 'ITALIC':
      return [{ type: 'italic', children: inlines(node, depth) }]
    case 'STRIKE':
      return [{ type: 'strike', children: inlines(node, depth) }]
    case 'SPOILER':
      return [{ type: 'spoiler', children: inlines(node, depth) }]
    case 'INLINE_CODE':
      return [{ type: 'code', text: text(object(node, 'value'), 'value') }]
    case 'LINK':
      return link(object(node, 'value'), depth)
    case 'MENTION_USER':
      return [{ type: 'userMention', name: text(object(node, 'value'), 'value') }]
    case 'MENTION_CHANNEL':
      return [{ type: 'channelMention', name: text(object(node, 'value'), 'value') }]
    case 'EMOJI':
      return emoji(node)
    default:
      return asText(plainText(node, 0))
  }
}

function asText(value: string): readonly InlineNode[] {
  return value === '' ? [] : [{ type: 'text', text: value }]
}

/** A blank label marks the permalink of a quote, which stands in the attachments: nothing to show. */
function link(value: Fields, depth: number): readonly InlineNode[] {
  const label = Array.isArray(value.label) ? value.label.filter(isFields) : [toFields(value.label)]
  const target = text(object(value, 'src'), 'value')
  const children = label.flatMap((node) => toInlines(node, depth + 1))
  if (label.length > 0 && label.every((node) => plainText(node, 0).trim() === '')) return []
  const url = safeLinkUrl(target)
  if (url === null) return children.length > 0 ? children : asText(target)
  return [{ type: 'link', url, children: children.length > 0 ? children : asText(target) }]
}

function emoji(node: Fields): readonly InlineNode[] {
  const unicode = text(node, 'unicode')
  const shortCode = text(node, 'shortCode')
  if (unicode === '' && shortCode === '') return []
  return [{ type: 'emoji', shortCode, text: unicode === '' ? null : unicode }]
}

/** Whatever text a node holds, however deep. */
function plainText(value: unknown, depth: number): string {
  if (typeof value === 'string') return value
  if (depth > maxDepth * 2) return ''
  if (Array.isArray(value)) return value.map((one) => plainText(one, depth + 1)).join('')
  if (!isFields(value)) return ''
  if (value.value !== undefined) return plainText(value.value, depth + 1)
  return plainText(value.label ?? value.fallback, depth + 1)
}
