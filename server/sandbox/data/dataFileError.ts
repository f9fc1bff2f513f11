/** Why a data file cannot be used, as a sentence for people. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError'

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`the data file ${path} ${reason}`, options)
  }
}

const BUSY = 5
const CORRUPT = 11
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26
const REASONS: ReadonlyMap<number, string> = new Map([
  [BUSY, 'is in use by another process'],
  [CORRUPT, 'is damaged'],
  [CANNOT_OPEN, 'cannot be opened: is its folder there, and may it be written?'],
  [NOT_A_DATABASE, 'is not a database'],
])
const PRIMARY_CODE = 0xff

/** What SQLite said, in words that name the file. */
export function explained(path: string, error: unknown): DataFileError {
  if (error instanceof DataFileError) return error
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  const words = error instanceof Error ? error.message : String(error)
  const reason = REASONS.get(code & PRIMARY_CODE) ?? `cannot be used: ${words}`
  return new DataFileError(path, reason, { cause: error })
}
