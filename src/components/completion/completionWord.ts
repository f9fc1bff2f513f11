/** A word that is being written and can be completed (K2). */
export interface CompletionWord {
  readonly kind: CompletionKind
  /** What stands between the sign and the caret. */
  readonly query: string
  /** Where the sign is. */
  readonly start: number
  /** Where the word ends, maybe behind the caret. */
  readonly end: number
}

export type CompletionKind = 'user' | 'channel' | 'emoji' | 'command'

const kinds: ReadonlyMap<string, CompletionKind> = new Map<string, CompletionKind>([
  ['@', 'user'],
  ['#', 'channel'],
  [':', 'emoji'],
])

/** Chinese and Japanese are written without spaces: a name may follow them at once, and no letter of an address. */
const nameWord = /(?:^|[^A-Za-z0-9_.+/@#-])([@#])([\p{L}\p{N}\p{M}_.-]*)$/u
/** From two letters, or one sign that says as much: `:D` and `10:30` are left alone. */
const emojiWord =
  /(?:^|[^\p{L}\p{N}_:/])(:)([a-z0-9+-][a-z0-9_+-]+|[\p{Script=Han}\p{Script=Kana}\p{Script=Hangul}]+)$/iu
const commandWord = /^\/([\p{L}\p{N}_-]*)$/u

/** What can be completed at the caret; null for nothing, and in code. */
export function completionWordAt(text: string, caret: number): CompletionWord | null {
  const before = text.slice(0, caret)
  const command = commandWord.exec(before)
  if (command !== null) return wordOf('command', command[1] ?? '', text, caret)
  const found = nameWord.exec(before) ?? emojiWord.exec(before)
  const kind = kinds.get(found?.[1] ?? '')
  if (found === null || kind === undefined || isCode(before)) return null
  return wordOf(kind, found[2] ?? '', text, caret)
}

function wordOf(kind: CompletionKind, query: string, text: string, caret: number): CompletionWord {
  const rest = /^[A-Za-z0-9_-]*/.exec(text.slice(caret))?.[0].length ?? 0
  return { kind, query, start: caret - query.length - 1, end: caret + rest }
}

/** Within a fence that was not closed, or behind a backtick of this line that was not. */
function isCode(before: string): boolean {
  const lines = before.split('\n')
  const fences = lines.filter((line) => line.startsWith('```')).length
  if (fences % 2 === 1) return true
  const ticks = (lines.at(-1) ?? '').split('`').length - 1
  return ticks % 2 === 1
}
