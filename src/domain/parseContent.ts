import {
  safeLinkUrl,
  type BlockNode,
  type Content,
  type InlineNode,
  type ListItem,
} from './content'

/**
 * Reads a message that came without a tree. Tolerant: whatever is not markup is text. Linear in the length of the
 * text whatever it holds: every search for an end is remembered, and nesting is at most one of each kind.
 */
export function parseContent(text: string): Content {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: BlockNode[] = []
  const hasFenceEnd = createFenceSearch(lines)
  let index = 0
  while (index < lines.length) {
    const read = readBlock(lines, index, hasFenceEnd)
    if (read.block !== null) blocks.push(read.block)
    index = read.next
  }
  return blocks
}

interface ReadBlock {
  readonly block: BlockNode | null
  readonly next: number
}

const bulletLine = /^\s{0,3}[-*]\s+(?=\S)/
const numberLine = /^\s{0,3}(\d{1,9})\.\s+(?=\S)/
const headingLine = /^(#{1,4})\s+(?=\S)/

function readBlock(
  lines: readonly string[],
  index: number,
  fenceEnd: (from: number) => number,
): ReadBlock {
  const line = lines[index] ?? ''
  if (line.trim() === '') return { block: null, next: index + 1 }
  if (line.startsWith('```')) return readFence(lines, index, fenceEnd(index + 1))
  if (line.startsWith('>')) return readQuote(lines, index)
  if (bulletLine.test(line)) return readList(lines, index, bulletLine, null)
  const number = numberLine.exec(line)
  if (number !== null) return readList(lines, index, numberLine, Number(number[1]))
  const heading = headingLine.exec(line)
  if (heading !== null) {
    const level = (heading[1] ?? '#').length as 1 | 2 | 3 | 4
    const children = parseInline(line.slice(heading[0].length))
    return { block: { type: 'heading', level, children }, next: index + 1 }
  }
  return readParagraph(lines, index)
}

/** Line numbers of closing fences, each looked for once. */
function createFenceSearch(lines: readonly string[]): (from: number) => number {
  let found = -1
  return (from) => {
    if (found >= from) return found
    found = from
    while (found < lines.length && lines[found]?.trimEnd().endsWith('```') !== true) found += 1
    return found
  }
}

function readFence(lines: readonly string[], index: number, end: number): ReadBlock {
  const opening = (lines[index] ?? '').slice(3)
  if (opening.trimEnd().endsWith('```')) {
    const text = opening.trimEnd().slice(0, -3)
    return { block: { type: 'codeBlock', language: null, text }, next: index + 1 }
  }
  if (end >= lines.length) return readParagraph(lines, index)
  const closing = (lines[end] ?? '').trimEnd().slice(0, -3)
  const body = lines.slice(index + 1, end)
  if (closing !== '') body.push(closing)
  const language = /^[\w+#.-]{1,32}$/.exec(opening.trim())?.[0] ?? null
  return { block: { type: 'codeBlock', language, text: body.join('\n') }, next: end + 1 }
}

function readQuote(lines: readonly string[], index: number): ReadBlock {
  let next = index
  const children: BlockNode[] = []
  while (next < lines.length && lines[next]?.startsWith('>') === true) {
    const inner = (lines[next] ?? '').replace(/^>\s?/, '')
    children.push({ type: 'paragraph', children: parseInline(inner) })
    next += 1
  }
  return { block: { type: 'quote', children }, next }
}

function readList(
  lines: readonly string[],
  index: number,
  marker: RegExp,
  start: number | null,
): ReadBlock {
  const items: ListItem[] = []
  let next = index
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    const found = marker.exec(line)
    if (found === null) break
    items.push(readItem(line.slice(found[0].length)))
  }
  return { block: { type: 'list', start, items }, next }
}

function readItem(text: string): ListItem {
  const task = /^\[([ xX])\]\s+/.exec(text)
  if (task === null) return { isDone: null, children: parseInline(text) }
  return { isDone: task[1] !== ' ', children: parseInline(text.slice(task[0].length)) }
}

function readParagraph(lines: readonly string[], index: number): ReadBlock {
  const children: InlineNode[] = []
  let next = index
  do {
    if (next > index) children.push({ type: 'lineBreak' })
    children.push(...parseInline(lines[next] ?? ''))
    next += 1
  } while (next < lines.length && isPlainLine(lines[next] ?? ''))
  return { block: toParagraph(children), next }
}

function isPlainLine(line: string): boolean {
  if (line.trim() === '' || line.startsWith('>') || line.startsWith('```')) return false
  return !bulletLine.test(line) && !numberLine.test(line) && !headingLine.test(line)
}

function toParagraph(children: readonly InlineNode[]): BlockNode {
  const solid = children.filter((node) => !(node.type === 'text' && node.text.trim() === ''))
  const isBig = solid.length <= 3 && solid.every((node) => node.type === 'emoji')
  return { type: isBig && solid.length > 0 ? 'bigEmoji' : 'paragraph', children }
}

type Wrapper = 'bold' | 'italic' | 'strike'
const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strike'],
])

const urlAt = /https?:\/\/[^\s<>"]{1,2048}/y
const userAt = /@([0-9A-Za-z_][0-9A-Za-z_.-]{0,63})/y
const channelAt = /#([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63})/uy
/** A word, or one of the few codes without letters: `10:30:45` is a time. */
const shortCodeAt = /:((?=[a-z0-9_+-]*[a-z])[a-z0-9_+-]{1,32}|[+-]1|100):/y
const emojiAt =
  /(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)(?:\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic}\uFE0F?|\uFE0F){0,8}/uy

/** Reads markup within one line. */
export function parseInline(line: string): readonly InlineNode[] {
  return createInlineReader(line, new Set()).read()
}

function createInlineReader(
  line: string,
  open: ReadonlySet<string>,
): { read(): readonly InlineNode[] } {
  const nodes: InlineNode[] = []
  const findNext = createSearch(line)
  let plainFrom = 0
  let at = 0
  let refusedLinkEnd = -1

  function read(): readonly InlineNode[] {
    while (at < line.length) {
      const found = readNode(line[at] ?? '')
      if (found === null) at += 1
      else push(found.node, found.end)
    }
    flush(line.length)
    return nodes
  }

  function push(node: InlineNode, end: number): void {
    flush(at)
    nodes.push(node)
    at = end
    plainFrom = end
  }

  function flush(end: number): void {
    if (end > plainFrom) nodes.push({ type: 'text', text: line.slice(plainFrom, end) })
  }

  function readNode(char: string): { node: InlineNode; end: number } | null {
    if (char === '`') return readCode()
    if (char === '[') return readLink()
    if (wrappers.has(char)) return readWrapped(char)
    if (char === 'h') return isAfterBoundary() ? readUrl() : null
    if (char === '@' || char === '#') return isAfterBoundary() ? readMention(char) : null
    if (char === ':') return isAfterBoundary() ? readShortCode() : null
    return char > '\u00a8' ? readEmoji() : null
  }

  function isAfterBoundary(): boolean {
    return at === 0 || !/[\p{L}\p{N}_/]/u.test(line[at - 1] ?? '')
  }

  function readCode(): { node: InlineNode; end: number } | null {
    const end = findNext('`', at + 1)
    if (end < 0 || end === at + 1) return null
    return { node: { type: 'code', text: line.slice(at + 1, end) }, end: end + 1 }
  }

  function readLink(): { node: InlineNode; end: number } | null {
    if (open.has('[')) return null
    const middle = findNext('](', at + 1)
    if (middle < 0 || middle === refusedLinkEnd) return null
    const end = findNext(')', middle + 2)
    const url = end < 0 ? null : safeLinkUrl(line.slice(middle + 2, Math.min(end, middle + 2_050)))
    if (url === null) {
      refusedLinkEnd = middle
      return null
    }
    const children = inner(line.slice(at + 1, middle), '[')
    return { node: { type: 'link', url, children }, end: end + 1 }
  }

  function readWrapped(char: string): { node: InlineNode; end: number } | null {
    const type = wrappers.get(char)
    if (type === undefined || open.has(char) || !opensHere(char)) return null
    const width = line[at + 1] === char ? 2 : 1
    const end = findNext(char.repeat(width), at + width)
    if (end <= at + width || /\s/.test(line[end - 1] ?? ' ')) return null
    if (char === '_' && /[\p{L}\p{N}]/u.test(line[end + width] ?? '')) return null
    return { node: { type, children: inner(line.slice(at + width, end), char) }, end: end + width }
  }

  function opensHere(char: string): boolean {
    const next = line[at + 1] ?? ' '
    if (/\s/.test(next)) return false
    return char !== '_' || isAfterBoundary()
  }

  function inner(text: string, char: string): readonly InlineNode[] {
    return createInlineReader(text, new Set([...open, char])).read()
  }

  function readUrl(): { node: InlineNode; end: number } | null {
    if (open.has('[')) return null
    const text = match(urlAt)?.[0].replace(/[.,;:!?'"*_~)\]}，。；：！？、）】」』]+$/u, '')
    const url = text === undefined ? null : safeLinkUrl(text)
    if (text === undefined || url === null) return null
    return {
      node: { type: 'link', url, children: [{ type: 'text', text }] },
      end: at + text.length,
    }
  }

  function readMention(char: string): { node: InlineNode; end: number } | null {
    const found = match(char === '@' ? userAt : channelAt)
    const name = found?.[1]?.replace(/[.-]+$/, '')
    if (name === undefined || name === '') return null
    const type = char === '@' ? 'userMention' : 'channelMention'
    return { node: { type, name }, end: at + 1 + name.length }
  }

  function readShortCode(): { node: InlineNode; end: number } | null {
    const found = match(shortCodeAt)
    const shortCode = found?.[1]
    if (found === null || shortCode === undefined) return null
    return { node: { type: 'emoji', shortCode, text: null }, end: at + found[0].length }
  }

  function readEmoji(): { node: InlineNode; end: number } | null {
    const text = match(emojiAt)?.[0]
    if (text === undefined) return null
    return { node: { type: 'emoji', shortCode: '', text }, end: at + text.length }
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at
    return pattern.exec(line)
  }

  return { read }
}

/** `indexOf` that remembers, per needle, what it found last: searching on from ever later places reads the text once. */
function createSearch(text: string): (needle: string, from: number) => number {
  const foundAt = new Map<string, number>()
  return (needle, from) => {
    const known = foundAt.get(needle)
    if (known !== undefined && (known < 0 || known >= from)) return known
    const found = text.indexOf(needle, from)
    foundAt.set(needle, found)
    return found
  }
}
