import table from 'parley-emoji/table'

/** An emoji by the codes Rocket.Chat knows it by. */
export interface Emoji {
  /** The one that is sent. */
  readonly code: string
  /** All of them, without colons. */
  readonly codes: readonly string[]
  readonly sign: string
  /** `_tone1` to `_tone5` behind a code is a sign of its own. */
  readonly takesTone: boolean
}

/** In the order in which they are shown; the last group are letters of flags, which nobody picks. */
export const emojiGroups: readonly (readonly Emoji[])[] = table
  .split('\n')
  .map((line) => line.split(' ').map(readEntry))

const emojiByCode: ReadonlyMap<string, Emoji> = new Map(
  emojiGroups.flat().flatMap((emoji) => emoji.codes.map((code) => [code, emoji] as const)),
)

function readEntry(entry: string): Emoji {
  const mark = /[=~]/.exec(entry)?.index ?? 0
  const codes = entry.slice(0, mark).split(',')
  return {
    code: codes[0] ?? '',
    codes,
    sign: entry.slice(mark + 1),
    takesTone: entry.charAt(mark) === '~',
  }
}

/** The emoji of a code without its tone. */
export function emojiOf(shortCode: string): Emoji | undefined {
  return emojiByCode.get(shortCode) ?? emojiByCode.get(shortCode.replace(/_tone[1-5]$/, ''))
}

/** The sign of a code, with its tone; undefined where there is none. */
export function signOf(shortCode: string): string | undefined {
  const known = emojiByCode.get(shortCode)
  if (known !== undefined) return known.sign
  const [, base = '', tone = ''] = /^(.+)_tone([1-5])$/.exec(shortCode) ?? []
  const emoji = emojiByCode.get(base)
  return emoji?.takesTone === true ? withTone(emoji.sign, Number(tone)) : undefined
}

/** The tone stands behind the first character, in the place of what asks for colour. */
function withTone(sign: string, tone: number): string {
  const [first = '', ...rest] = sign
  const tail = rest[0] === '\uFE0F' ? rest.slice(1) : rest
  return first + String.fromCodePoint(0x1f3fa + tone) + tail.join('')
}
