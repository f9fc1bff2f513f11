/**
 * One line of text → inline nodes (rocketchat.md §4.6). A single pass: each marker may be open once,
 * so at most three frames are on the stack and no character is looked at more than a few times.
 */
import type { MdInline } from '../../../src/protocol/rocketchat/md'
import { EMOJI, SMILEYS } from './emoji'

export interface Names {
  isUser: (username: string) => boolean
  /** A short code of this workspace's own. Default: there is none. */
  isEmoji?: (name: string) => boolean
  isChannel: (name: string) => boolean
}

interface Frame {
  readonly marker: string
  readonly nodes: MdInline[]
}

interface Token {
  readonly node: MdInline
  readonly end: number
}

const MARKERS = new Map([
  ['*', 'BOLD'],
  ['_', 'ITALIC'],
  ['~', 'STRIKE'],
] as const)

const WORD = /[0-9A-Za-z]/
const MENTION = /[@#]([0-9A-Za-z\-_.]{1,100})/y
const SHORT_CODE = /:([0-9A-Za-z_+-]{1,40}):/y
const SMILEY = /(?::-?[)(DPpO]|;-?\)|<3)(?=\s|$)/y
const URL = /https?:\/\/[^\s<>"'`，。！？；：、（）「」【】]+/y
const LINK_END = /\]\((https?:\/\/[^\s()]{1,2000}|\/[^\s()]{0,2000})\)/y
const UNICODE_EMOJI =
  /(?:[\u{1F1E6}-\u{1F1FF}]{2}|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?(?:\u200D\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?){0,8})/uy
const MAX_LABEL = 500
const FIRST_EMOJI_UNIT = 0x203c

export function parseInline(text: string, names: Names): MdInline[] {
  const stack: Frame[] = [{ marker: '', nodes: [] }]
  let plainFrom = 0
  let at = 0
  const flush = (): void => {
    if (at > plainFrom) addText(stack, text.slice(plainFrom, at))
  }
  while (at < text.length) {
    const marker = markerAt(text, at)
    const token = marker === null ? tokenAt(text, at, names) : null
    if (token !== null) {
      flush()
      stack.at(-1)?.nodes.push(token.node)
      at = plainFrom = token.end
    } else if (
      marker !== null &&
      (canClose(stack, text, at, marker) || canOpen(stack, text, at, marker))
    ) {
      flush()
      toggle(stack, text, at, marker)
      at = plainFrom = at + marker.length
    } else {
      at += marker?.length ?? 1
    }
  }
  flush()
  while (stack.length > 1) dissolve(stack)
  return stack[0]?.nodes ?? []
}

/** `*`, `_`, `~` or the same doubled. */
function markerAt(text: string, at: number): string | null {
  const char = text.charAt(at)
  if (!MARKERS.has(char as '*')) return null
  return text.charAt(at + 1) === char ? char + char : char
}

function canOpen(stack: readonly Frame[], text: string, at: number, marker: string): boolean {
  if (stack.some((frame) => frame.marker.charAt(0) === marker.charAt(0))) return false
  const next = text.charAt(at + marker.length)
  return !WORD.test(text.charAt(at - 1)) && next !== '' && !/\s/.test(next)
}

function canClose(stack: readonly Frame[], text: string, at: number, marker: string): boolean {
  if (!stack.some((frame) => frame.marker === marker)) return false
  return !/\s/.test(text.charAt(at - 1)) && !WORD.test(text.charAt(at + marker.length))
}

function toggle(stack: Frame[], text: string, at: number, marker: string): void {
  if (!canClose(stack, text, at, marker)) {
    stack.push({ marker, nodes: [] })
    return
  }
  while (stack.at(-1)?.marker !== marker) dissolve(stack)
  const frame = stack.pop()
  const type = MARKERS.get(marker.charAt(0) as '*')
  if (frame === undefined || type === undefined) return
  if (frame.nodes.length === 0) addText(stack, marker + marker)
  else stack.at(-1)?.nodes.push({ type, value: frame.nodes })
}

/** An unclosed marker is text again. */
function dissolve(stack: Frame[]): void {
  const frame = stack.pop()
  if (frame === undefined) return
  addText(stack, frame.marker)
  for (const node of frame.nodes) {
    if (node.type === 'PLAIN_TEXT') addText(stack, node.value)
    else stack.at(-1)?.nodes.push(node)
  }
}

function addText(stack: readonly Frame[], value: string): void {
  const nodes = stack.at(-1)?.nodes
  const last = nodes?.at(-1)
  if (last?.type === 'PLAIN_TEXT') nodes?.splice(-1, 1, plain(last.value + value))
  else nodes?.push(plain(value))
}

function tokenAt(text: string, at: number, names: Names): Token | null {
  switch (text.charAt(at)) {
    case '`':
      return codeAt(text, at)
    case '[':
      return linkAt(text, at, names)
    case '@':
    case '#':
      return mentionAt(text, at, names)
    case ':':
      return shortCodeAt(text, at, names) ?? smileyAt(text, at)
    case ';':
    case '<':
      return smileyAt(text, at)
    case 'h':
      return urlAt(text, at)
    default:
      return text.charCodeAt(at) < FIRST_EMOJI_UNIT ? null : unicodeEmojiAt(text, at)
  }
}

function codeAt(text: string, at: number): Token | null {
  const end = text.indexOf('`', at + 1)
  if (end <= at + 1) return null
  return {
    node: { type: 'INLINE_CODE', value: plain(text.slice(at + 1, end)) },
    end: end + 1,
  }
}

function linkAt(text: string, at: number, names: Names): Token | null {
  const stop = Math.min(text.length, at + MAX_LABEL)
  let close = at + 1
  while (close < stop && text.charAt(close) !== ']' && text.charAt(close) !== '[') close += 1
  const match = matchAt(LINK_END, text, close)
  if (match?.[1] === undefined || close === at + 1) return null
  const label = text.slice(at + 1, close)
  const value = label.trim() === '' ? [plain(label)] : parseInline(label, names)
  return {
    node: { type: 'LINK', value: { src: plain(match[1]), label: value } },
    end: close + match[0].length,
  }
}

function urlAt(text: string, at: number): Token | null {
  if (WORD.test(text.charAt(at - 1))) return null
  const match = matchAt(URL, text, at)
  if (match === null) return null
  const url = trimTail(match[0])
  return {
    node: { type: 'LINK', value: { src: plain(url), label: [plain(url)] } },
    end: at + url.length,
  }
}

const TAIL = new Set('.,;:!?)]}*_~')

function trimTail(url: string): string {
  let end = url.length
  while (end > 0 && TAIL.has(url.charAt(end - 1))) end -= 1
  return url.slice(0, end)
}

function mentionAt(text: string, at: number, names: Names): Token | null {
  if (WORD.test(text.charAt(at - 1))) return null
  const name = matchAt(MENTION, text, at)?.[1]?.replace(/[.\-_]+$/, '')
  if (name === undefined || name === '') return null
  const end = at + 1 + name.length
  if (text.charAt(at) === '#') {
    return names.isChannel(name)
      ? { node: { type: 'MENTION_CHANNEL', value: plain(name) }, end }
      : null
  }
  const isKnown = name === 'all' || name === 'here' || names.isUser(name)
  return isKnown ? { node: { type: 'MENTION_USER', value: plain(name) }, end } : null
}

function shortCodeAt(text: string, at: number, names: Names): Token | null {
  const match = matchAt(SHORT_CODE, text, at)
  const code = match?.[1]
  if (match === null || code === undefined) return null
  if (!EMOJI.has(code) && names.isEmoji?.(code) !== true) return null
  return {
    node: { type: 'EMOJI', value: plain(code), shortCode: code },
    end: at + match[0].length,
  }
}

function smileyAt(text: string, at: number): Token | null {
  if (at > 0 && !/\s/.test(text.charAt(at - 1))) return null
  const smiley = matchAt(SMILEY, text, at)?.[0]
  const shortCode = smiley === undefined ? undefined : SMILEYS.get(smiley)
  if (smiley === undefined || shortCode === undefined) return null
  return { node: { type: 'EMOJI', value: plain(smiley), shortCode }, end: at + smiley.length }
}

function unicodeEmojiAt(text: string, at: number): Token | null {
  const match = matchAt(UNICODE_EMOJI, text, at)
  if (match === null) return null
  return { node: { type: 'EMOJI', unicode: match[0] }, end: at + match[0].length }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function plain(value: string): { readonly type: 'PLAIN_TEXT'; readonly value: string } {
  return { type: 'PLAIN_TEXT', value }
}
