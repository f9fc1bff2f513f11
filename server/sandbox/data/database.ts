/**
 * The one place that knows the database package. It has the interface of `node:sqlite`, which can take its
 * place once every Node that we run on has that (docs/adr).
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { DataFileError, explained } from './dataFileError'

export type Row = Readonly<Record<string, unknown>>

export interface Statement {
  run: (...values: readonly string[]) => unknown
  get: () => Row | undefined
  iterate: () => Iterable<Row>
}

export interface Database {
  exec: (statements: string) => void
  prepare: (statement: string) => Statement
  /** All that `write` does, or nothing. */
  transaction: (write: () => void) => void
  close: () => void
}

/** @throws DataFileError */
export async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = await loadPackage(path)
  try {
    return wrap(new DatabaseSync(path))
  } catch (error) {
    throw explained(path, error)
  }
}

/** Loaded on demand: without a data file nobody needs it, and it does not exist for every platform. */
async function loadPackage(path: string): Promise<typeof import('@photostructure/sqlite')> {
  try {
    return await import('@photostructure/sqlite')
  } catch (error) {
    const reason = 'cannot be opened: there is no database package for this platform'
    throw new DataFileError(path, reason, { cause: error })
  }
}

function wrap(sqlite: DatabaseSyncInstance): Database {
  const begin = sqlite.prepare('BEGIN IMMEDIATE')
  const commit = sqlite.prepare('COMMIT')
  const rollback = sqlite.prepare('ROLLBACK')
  return {
    exec: (statements) => sqlite.exec(statements),
    prepare: (statement) => sqlite.prepare(statement),
    transaction(write) {
      begin.run()
      try {
        write()
        commit.run()
      } catch (error) {
        if (sqlite.isTransaction) rollback.run()
        throw error
      }
    },
    close() {
      release(sqlite)
      sqlite.close()
    },
  }
}

/** The package closes a file for good only when its statements are collected; the lock goes at once. */
function release(sqlite: DatabaseSyncInstance): void {
  try {
    sqlite.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL')
    sqlite.exec('SELECT count(*) FROM sqlite_schema')
  } catch {
    // A file that cannot be used is not ours, and its lock was never had.
  }
}
