/** Reads the conversations of `dialogues/`. */
export interface Line {
  /** `A` to `D`. */
  readonly role: string
  readonly text: string
  readonly isReply: boolean
  readonly isEdited: boolean
  readonly reactions: readonly { readonly emoji: string; readonly roles: readonly string[] }[]
}

export interface Dialogue {
  readonly lines: readonly Line[]
  /** How many different people speak or react. */
  readonly cast: number
}

const LINE = /^([A-D])([:^]) (.*?)(?: \|\| (.*))?$/

/** @throws Error for a line that is not of the form described in `dialogues/work.ts` */
export function readDialogues(source: string): readonly Dialogue[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const lines = block.split('\n').map(readLine)
      return { lines, cast: castOf(lines) }
    })
}

function readLine(source: string): Line {
  const [, role, mark, text, notes = ''] = LINE.exec(source) ?? []
  if (role === undefined || text === undefined) throw new Error(`not a line: ${source}`)
  const parts = notes.split(';').map((note) => note.trim())
  return {
    role,
    text: text.replaceAll('\\n', '\n'),
    isReply: mark === '^',
    isEdited: parts.includes('edited'),
    reactions: parts
      .filter((note) => note !== '' && note !== 'edited')
      .map((note) => {
        const [emoji = '', ...roles] = note.split(' ')
        return { emoji, roles }
      }),
  }
}

function castOf(lines: readonly Line[]): number {
  const named = lines.flatMap(({ role, text, reactions }) => [
    role,
    ...Array.from(text.matchAll(/@([A-D])\b/g), ([, other = 'A']) => other),
    ...reactions.flatMap(({ roles }) => roles),
  ])
  return Math.max(...named.map((role) => role.charCodeAt(0) - 'A'.charCodeAt(0) + 1))
}
