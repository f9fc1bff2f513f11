/** What a part of a text can be made, in the markdown Rocket.Chat reads. */
export type TextFormat =
  'bold' | 'italic' | 'strike' | 'code' | 'codeBlock' | 'numbers' | 'bullets' | 'quote'

export interface TextRange {
  readonly start: number
  readonly end: number
}

/** A part of the text that becomes another, and what is selected then. */
export interface TextChange extends TextRange {
  readonly text: string
  readonly selection: TextRange
}

const markers = { bold: '*', italic: '_', strike: '~', code: '`' } as const

/** Gives the selected part a format, or takes it away where it has it. */
export function formatText(text: string, range: TextRange, format: TextFormat): TextChange {
  switch (format) {
    case 'bold':
    case 'italic':
    case 'strike':
    case 'code':
      return toggleMarker(text, range, markers[format])
    case 'codeBlock':
      return toggleFence(text, range)
    case 'numbers':
    case 'bullets':
    case 'quote':
      return togglePrefix(text, range, format)
  }
}

/** Each line for itself: a marker ends with its line. */
function toggleMarker(text: string, range: TextRange, marker: string): TextChange {
  const { start, end } = withoutSpaces(text, range)
  const isAround = text.charAt(start - 1) === marker && text.charAt(end) === marker
  if (isAround) {
    const inner = text.slice(start, end)
    const selection = { start: start - 1, end: end - 1 }
    return { start: start - 1, end: end + 1, text: inner, selection }
  }
  if (start === end) {
    const caret = { start: start + 1, end: start + 1 }
    return { start, end, text: marker + marker, selection: caret }
  }
  const lines = text.slice(start, end).split('\n')
  const isWrapped = lines.every((line) => line.trim() === '' || wrappedIn(line, marker) !== null)
  const changed = lines
    .map((line) => {
      if (line.trim() === '') return line
      if (isWrapped) return wrappedIn(line, marker) ?? line
      const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/.exec(line) ?? []
      return before + marker + inner + marker + after
    })
    .join('\n')
  const isWhole = lines.length > 1 || isWrapped
  const selection = isWhole
    ? { start, end: start + changed.length }
    : { start: start + 1, end: end + 1 }
  return { start, end, text: changed, selection }
}

/** What stands between the markers; null where there are none. */
function wrappedIn(line: string, marker: string): string | null {
  const inner = line.trim()
  const isWrapped = inner.length > 2 && inner.startsWith(marker) && inner.endsWith(marker)
  return isWrapped ? inner.slice(1, -1) : null
}

function withoutSpaces(text: string, { start, end }: TextRange): TextRange {
  const chosen = text.slice(start, end)
  if (chosen.trim() === '') return { start: end, end }
  return {
    start: start + (chosen.length - chosen.trimStart().length),
    end: end - (chosen.length - chosen.trimEnd().length),
  }
}

const fence = '```'

function toggleFence(text: string, { start, end }: TextRange): TextChange {
  const opening = `${fence}\n`
  const closing = `\n${fence}`
  if (text.slice(0, start).endsWith(opening) && text.slice(end).startsWith(closing)) {
    const from = start - opening.length
    return {
      start: from,
      end: end + closing.length,
      text: text.slice(start, end),
      selection: { start: from, end: from + (end - start) },
    }
  }
  const before = start === 0 || text.charAt(start - 1) === '\n' ? opening : `\n${opening}`
  const after = end === text.length || text.charAt(end) === '\n' ? closing : `${closing}\n`
  const from = start + before.length
  return {
    start,
    end,
    text: before + text.slice(start, end) + after,
    selection: { start: from, end: from + (end - start) },
  }
}

const listItem = /^(?:[-*] |\d{1,9}\. )/
const prefixes = { numbers: /^\d{1,9}\. /, bullets: /^[-*] /, quote: /^> ?/ } as const

/** Whole lines; one kind of list takes the place of the other. */
function togglePrefix(
  text: string,
  { start, end }: TextRange,
  format: keyof typeof prefixes,
): TextChange {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const to = next < 0 ? text.length : next
  const lines = text.slice(from, to).split('\n')
  const filled = lines.filter((line) => line !== '')
  const has = filled.length > 0 && filled.every((line) => prefixes[format].test(line))
  let number = 0
  const changed = lines
    .map((line) => {
      if (line === '' && lines.length > 1) return line
      if (has) return line.replace(prefixes[format], '')
      if (format === 'quote') return `> ${line}`
      number += 1
      const bare = line.replace(listItem, '')
      return format === 'numbers' ? `${String(number)}. ${bare}` : `- ${bare}`
    })
    .join('\n')
  const caret = from + changed.length
  return {
    start: from,
    end: to,
    text: changed,
    selection: start === end ? { start: caret, end: caret } : { start: from, end: caret },
  }
}
