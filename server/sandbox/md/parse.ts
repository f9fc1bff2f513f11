/**
 * Text → the tree that stands in `message.md` (rocketchat.md §4.6). A parser of our own, for the
 * server side only; linear in the length of the text, whatever the text is.
 */
import type { MdBlock, MdEmoji, MdInline, MdRoot } from '../../../src/protocol/rocketchat/md'
import { parseInline, type Names } from './inline'

export type { Names } from './inline'

interface Read {
  readonly block: MdBlock
  /** First line after the block. */
  readonly next: number
}

interface Source {
  readonly lines: readonly string[]
  readonly names: Names
  /** Index of the last line that can close a fence; spares a search that must fail. */
  readonly lastFence: number
}

const FENCE = '```'
const HEADING = /^(#{1,4}) +(\S.*)$/
const TASK = /^[-*] \[([ x])\] +(\S.*)$/
const BULLET = /^[-*] +(\S.*)$/
const NUMBERED = /^(\d{1,9})\. +(\S.*)$/
const BIG_EMOJI_TEXT = 400

export function parseMd(text: string, names: Names): MdRoot {
  const big = bigEmoji(text, names)
  if (big !== null) return [big]
  const lines = text.split(/\r?\n/)
  const lastFence = lines.findLastIndex((line) => line.trimEnd() === FENCE)
  const source: Source = { lines, names, lastFence }
  const blocks: MdBlock[] = []
  for (let at = 0; at < lines.length;) {
    const { block, next } = readBlock(source, at)
    blocks.push(block)
    at = next
  }
  return blocks
}

function readBlock(source: Source, at: number): Read {
  const line = source.lines[at] ?? ''
  if (line.trim() === '') return { block: { type: 'LINE_BREAK' }, next: at + 1 }
  return (
    readFence(source, at) ??
    readQuote(source, at) ??
    readHeading(line, at) ??
    readTasks(source, at) ??
    readBullets(source, at) ??
    readNumbered(source, at) ?? {
      block: { type: 'PARAGRAPH', value: parseInline(line, source.names) },
      next: at + 1,
    }
  )
}

function readFence(source: Source, at: number): Read | null {
  const line = source.lines[at] ?? ''
  if (!line.startsWith(FENCE)) return null
  const single = /^```([^`]+)```\s*$/.exec(line)?.[1]
  if (single !== undefined) return { block: codeBlock('', [single]), next: at + 1 }
  const language = line.slice(FENCE.length).trim()
  if (language.includes('`') || at >= source.lastFence) return null
  let end = at + 1
  while (source.lines[end]?.trimEnd() !== FENCE) end += 1
  return { block: codeBlock(language, source.lines.slice(at + 1, end)), next: end + 1 }
}

function codeBlock(language: string, lines: readonly string[]): MdBlock {
  return {
    type: 'CODE',
    language: language === '' ? 'none' : language,
    value: lines.map((value) => ({ type: 'CODE_LINE', value: { type: 'PLAIN_TEXT', value } })),
  }
}

function readQuote(source: Source, at: number): Read | null {
  const { items, next } = collect(source.lines, at, (line) =>
    line.startsWith('>') ? line.replace(/^> ?/, '') : null,
  )
  if (items.length === 0) return null
  const value = items.map((line) => ({
    type: 'PARAGRAPH' as const,
    value: parseInline(line, source.names),
  }))
  return { block: { type: 'QUOTE', value }, next }
}

function readHeading(line: string, at: number): Read | null {
  const [, marks, value] = HEADING.exec(line) ?? []
  if (marks === undefined || value === undefined) return null
  const level = marks.length as 1 | 2 | 3 | 4 // the pattern allows no other
  return { block: { type: 'HEADING', level, value: [{ type: 'PLAIN_TEXT', value }] }, next: at + 1 }
}

function readTasks(source: Source, at: number): Read | null {
  const { items, next } = collect(source.lines, at, (line) => TASK.exec(line))
  if (items.length === 0) return null
  const value = items.map(([, mark, text = '']) => ({
    type: 'TASK' as const,
    status: mark === 'x',
    value: parseInline(text, source.names),
  }))
  return { block: { type: 'TASKS', value }, next }
}

function readBullets(source: Source, at: number): Read | null {
  const { items, next } = collect(source.lines, at, (line) =>
    TASK.test(line) ? null : BULLET.exec(line),
  )
  if (items.length === 0) return null
  const value = items.map(([, text = '']) => ({
    type: 'LIST_ITEM' as const,
    value: parseInline(text, source.names),
  }))
  return { block: { type: 'UNORDERED_LIST', value }, next }
}

function readNumbered(source: Source, at: number): Read | null {
  const { items, next } = collect(source.lines, at, (line) => NUMBERED.exec(line))
  if (items.length === 0) return null
  const value = items.map(([, number, text = '']) => ({
    type: 'LIST_ITEM' as const,
    value: parseInline(text, source.names),
    number: Number(number),
  }))
  return { block: { type: 'ORDERED_LIST', value }, next }
}

/** What `read` makes of the lines from `at` on, up to the first it refuses. */
function collect<T>(
  lines: readonly string[],
  at: number,
  read: (line: string) => T | null,
): { items: T[]; next: number } {
  const items: T[] = []
  let next = at
  for (; next < lines.length; next += 1) {
    const item = read(lines[next] ?? '')
    if (item === null) break
    items.push(item)
  }
  return { items, next }
}

/** One to three emoji and nothing else stand alone. */
function bigEmoji(text: string, names: Names): MdBlock | null {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > BIG_EMOJI_TEXT || trimmed.includes('\n')) return null
  const nodes = parseInline(trimmed, names).filter((node) => !isBlank(node))
  if (nodes.length === 0 || nodes.length > 3 || !nodes.every(isEmoji)) return null
  return { type: 'BIG_EMOJI', value: nodes }
}

function isEmoji(node: MdInline): node is MdEmoji {
  return node.type === 'EMOJI'
}

function isBlank(node: MdInline): boolean {
  return node.type === 'PLAIN_TEXT' && node.value.trim() === ''
}
