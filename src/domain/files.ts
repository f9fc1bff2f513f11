/** Bytes that are passed on and never looked into; in a browser, a `Blob`. */
export interface FileContent {
  /** Bytes. */
  readonly size: number
  /** Media type; empty when nobody knows. */
  readonly type: string
}

/** Which files a server takes. */
export interface FileFacts {
  /** null: as large as one likes. */
  readonly maxBytes: number | null
  /** Media types, also whole families as `image/*`. Empty: all but the refused ones. */
  readonly acceptedTypes: readonly string[]
  readonly refusedTypes: readonly string[]
  /** Whether files may be sent in direct channels. */
  readonly isAllowedInDirect: boolean
}

export type FileRefusal = 'notAllowed' | 'fileTooLarge' | 'fileTypeRefused'

/** Why the server would not take this file; null when it would, as far as its settings tell. */
export function fileRefusal(
  facts: FileFacts | null,
  isDirect: boolean,
  file: FileContent,
): FileRefusal | null {
  if (facts === null || (isDirect && !facts.isAllowedInDirect)) return 'notAllowed'
  if (facts.maxBytes !== null && file.size > facts.maxBytes) return 'fileTooLarge'
  const type = file.type.toLowerCase()
  const isAccepted = facts.acceptedTypes.length === 0 || isListed(facts.acceptedTypes, type)
  return isAccepted && !isListed(facts.refusedTypes, type) ? null : 'fileTypeRefused'
}

function isListed(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  )
}
