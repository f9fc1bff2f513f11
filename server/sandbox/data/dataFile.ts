/**
 * A journal in one SQLite file: a row per document, in EJSON, a transaction per commit. A commit is with the
 * operating system when it returns, so it outlives the process, however that ends. Not every one is forced
 * onto the disk: a power cut can take the last moments, but leaves a whole file.
 */
import { fromEjson, toEjson } from '../ddp/ejson'
import type { Change, Journal } from '../world/journal'
import { DataFileError, explained } from './dataFileError'
import { openDatabase, type Database } from './database'

export interface DataFile extends Journal {
  /** Leaves one file, without a log beside it. Nothing can be kept afterwards. */
  close: () => void
}

const APPLICATION_ID = 0x5061726c
const FORMAT = 1
const TABLE = `CREATE TABLE documents (
  seq INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE (collection, id))`
const LOAD = 'SELECT collection, id, body FROM documents ORDER BY seq'
const PUT = `INSERT INTO documents (collection, id, body) VALUES (?, ?, ?)
  ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body`
const REMOVE = 'DELETE FROM documents WHERE collection = ? AND id = ?'

/**
 * Opens or makes the file, for this process alone.
 * @throws DataFileError when it cannot be used, with a sentence that names it
 */
export async function openDataFile(path: string): Promise<DataFile> {
  const database = await openDatabase(path)
  try {
    prepareFormat(database, path)
    return createDataFile(database, path)
  } catch (error) {
    database.close()
    throw explained(path, error)
  }
}

/** A file that is not ours is left as it was. */
function prepareFormat(database: Database, path: string): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  const isNew = Number(value(database, 'SELECT count(*) FROM sqlite_schema')) === 0
  if (!isNew) checkFormat(database, path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE')
  if (isNew) {
    database.exec(TABLE)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`)
  }
  database.exec('COMMIT')
}

function checkFormat(database: Database, path: string): void {
  if (value(database, 'PRAGMA application_id') !== APPLICATION_ID) {
    throw new DataFileError(path, 'is a database of another program')
  }
  const format = value(database, 'PRAGMA user_version')
  if (format !== FORMAT) {
    const reason = `has format ${String(format)}, and this sandbox knows format ${FORMAT} only`
    throw new DataFileError(path, reason)
  }
  if (value(database, 'PRAGMA quick_check(1)') !== 'ok') {
    throw new DataFileError(path, 'is damaged')
  }
}

/** The one value that a query answers. */
function value(database: Database, query: string): unknown {
  return Object.values(database.prepare(query).get() ?? {})[0]
}

function createDataFile(database: Database, path: string): DataFile {
  const [put, remove] = [database.prepare(PUT), database.prepare(REMOVE)]
  let isOpen = true
  const write = ({ table, id, doc }: Change): void => {
    if (doc === null) remove.run(table, id)
    else put.run(table, id, JSON.stringify(toEjson(doc)))
  }
  return {
    load: () => load(database, path),
    commit(changes) {
      if (!isOpen) throw new DataFileError(path, 'is closed')
      try {
        database.transaction(() => changes.forEach(write))
      } catch (error) {
        throw explained(path, error)
      }
    },
    close() {
      if (!isOpen) return
      isOpen = false
      database.close()
    },
  }
}

function* load(database: Database, path: string): Generator<Change> {
  for (const row of database.prepare(LOAD).iterate()) {
    const { collection, id, body } = row
    yield { table: collection, id, doc: read(path, String(body)) } as Change // written by `write` above
  }
}

function read(path: string, body: string): unknown {
  try {
    return fromEjson(JSON.parse(body))
  } catch {
    throw new DataFileError(path, 'is damaged')
  }
}
