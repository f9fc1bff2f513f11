/** What `chat.search` finds: words, phrases, patterns, and filters such as `from:ann` (rocketchat.md §5.7). */
import type { Message, User } from './types'

export interface Search {
  readonly accepts: (message: Message) => boolean
  /** Oldest first, as `order:asc` asks. */
  readonly isOldestFirst: boolean
}

type Test = (message: Message) => boolean

const PATTERN = /^\/([\s\S]+)\/([imsx]*)$/
const FILTER =
  /(?:^|\s)(from|mention|has|is|before|after|on|order|sort|file-title|file-desc):(\S+)/g
/** Written without spaces, so that words cannot be told apart. */
const CJK = /[\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/
const DAY_MS = 86_400_000

/** Null when the text asks for nothing. @throws SyntaxError for a pattern that is none */
export function readSearch(text: string, user: User): Search | null {
  let isOldestFirst = false
  const tests: Test[] = []
  const rest = text.replace(FILTER, (whole, name: string, value: string) => {
    if (name === 'order' || name === 'sort') {
      isOldestFirst = value.startsWith('asc')
      return ''
    }
    const test = filterTest(name, value, user)
    if (test === null) return whole
    tests.push(test)
    return ''
  })
  const words = rest.trim()
  if (words !== '') tests.push(textTest(words))
  if (tests.length === 0) return null
  const accepts: Test = (message) => message.t !== 'rm' && tests.every((test) => test(message))
  return { accepts, isOldestFirst }
}

function filterTest(name: string, value: string, user: User): Test | null {
  const person = value === 'me' ? user.username : value.replace(/^@/, '')
  switch (name) {
    case 'from':
      return ({ u }) => contains(u.username, person)
    case 'mention':
      return ({ mentions }) => mentions?.some(({ username }) => contains(username, person)) === true
    case 'has':
    case 'is':
      return markTest(value, user)
    case 'file-title':
      return ({ attachments }) => attachments?.some(({ title }) => contains(title, value)) === true
    case 'file-desc':
      return ({ attachments }) =>
        attachments?.some(({ description }) => contains(description, value)) === true
    default:
      return dayTest(name, value)
  }
}

function markTest(value: string, user: User): Test | null {
  switch (value) {
    case 'star':
    case 'starred':
      return ({ starred }) => starred?.some(({ _id }) => _id === user._id) === true
    case 'pin':
    case 'pinned':
      return ({ pinned }) => pinned === true
    case 'url':
    case 'link':
      return ({ urls }) => (urls?.length ?? 0) > 0
    case 'file':
      return ({ files }) => (files?.length ?? 0) > 0
    default:
      return null
  }
}

/** `dd/mm/yyyy`, with any sign between. */
function dayTest(name: string, value: string): Test | null {
  const [, day, month, year] = /^(\d{1,2})\D(\d{1,2})\D(\d{4})$/.exec(value) ?? []
  if (day === undefined) return null
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const end = start + DAY_MS
  if (name === 'before') return ({ ts }) => ts.getTime() < start
  if (name === 'after') return ({ ts }) => ts.getTime() >= end
  return ({ ts }) => ts.getTime() >= start && ts.getTime() < end
}

function textTest(text: string): Test {
  const [, pattern, flags = ''] = PATTERN.exec(text) ?? []
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, flags.replace('x', ''))
    return ({ msg }) => expression.test(msg)
  }
  if (CJK.test(text)) return ({ msg }) => contains(msg, text)
  return wordTest(text)
}

/** Any of the words, all of the "phrases", none of the -words; whole words, whatever their ending. */
function wordTest(text: string): Test {
  const phrases = [...text.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase)
  const parts = text.replace(/"[^"]*"?/g, ' ').split(/\s+/)
  const banned = parts.filter((part) => part.startsWith('-')).flatMap(stems)
  const wanted = parts.filter((part) => !part.startsWith('-')).flatMap(stems)
  return ({ msg }) => {
    const has = new Set(stems(msg))
    const isWanted = wanted.length === 0 ? phrases.length > 0 : wanted.some((stem) => has.has(stem))
    return (
      (isWanted || phrases.length > 0) &&
      phrases.every((phrase) => contains(msg, phrase)) &&
      !banned.some((stem) => has.has(stem))
    )
  }
}

function stems(text: string): readonly string[] {
  const words = plain(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word) =>
    word.length > 4 ? word.replace(/s$/, '').replace(/(?:ing|ed|e)$/, '') : word,
  )
}

function contains(text: string | undefined, part: string): boolean {
  return plain(text ?? '').includes(plain(part))
}

/** Without capitals and accents. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}
