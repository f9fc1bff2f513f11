/** A piece of code of one colour. */
export interface CodeRun {
  readonly text: string
  /** What it is in its language; undefined for what has the colour of text. */
  readonly kind: CodeKind | undefined
}

export type CodeKind =
  | 'code-keyword'
  | 'code-text-value'
  | 'code-number'
  | 'code-comment'
  | 'code-name'
  | 'code-type'
  | 'code-attribute'
  | 'code-added'
  | 'code-removed'

/** Characters that are told apart in a few milliseconds. */
const mostCharacters = 10_000

export function mayColour(code: string, language: string | null): boolean {
  return language !== null && code.length <= mostCharacters
}
