import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../world/journal'
import { openDatabase } from './database'
import { openDataFile } from './dataFile'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-data-'))
  file = path.join(folder, 'chat.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const setting = (id: string, value: unknown): Change => ({
  table: 'settings',
  id,
  doc: { _id: id, value },
})

async function write(changes: readonly Change[]): Promise<void> {
  const data = await openDataFile(file)
  data.commit(changes)
  data.close()
}

async function read(): Promise<readonly Change[]> {
  const data = await openDataFile(file)
  const changes = [...data.load()]
  data.close()
  return changes
}

/** What the file is told by a database client. */
async function execute(statements: string): Promise<void> {
  const database = await openDatabase(file)
  database.exec(statements)
  database.close()
}

describe('data file', () => {
  it('gives back what was put, in the order of the first time', async () => {
    const content = Buffer.from([0, 1, 255])
    const upload = { _id: 'u', rid: 'r', userId: 'a', name: '图.bin', type: 'x/y', content }
    const value = {
      at: new Date(5),
      list: [{ $date: 5 }, { $escape: {} }],
      none: null,
      text: '\0é',
    }
    await write([{ table: 'uploads', id: 'u', doc: upload }, setting('a', 1), setting('b', 2)])
    await write([setting('b', value), setting('c', true)])
    await write([{ table: 'settings', id: 'a', doc: null }])
    expect(await read()).toEqual([
      { table: 'uploads', id: 'u', doc: upload },
      setting('b', value),
      setting('c', true),
    ])
  })

  it('is one file when it is closed', async () => {
    await write([setting('a', 1)])
    expect(readdirSync(folder)).toEqual(['chat.db'])
  })

  it('takes an empty file for a new one', async () => {
    writeFileSync(file, '')
    expect(await read()).toEqual([])
  })

  it('keeps all of a commit or nothing', async () => {
    const data = await openDataFile(file)
    const impossible = setting('b', 1n)
    expect(() => data.commit([setting('a', 1), impossible])).toThrow(
      /chat\.db cannot be used: .*BigInt/,
    )
    data.commit([setting('c', 3)])
    expect([...data.load()]).toEqual([setting('c', 3)])
    data.close()
    expect(() => data.commit([setting('d', 4)])).toThrow('chat.db is closed')
  })

  it('belongs to one process at a time', async () => {
    const data = await openDataFile(file)
    await expect(openDataFile(file)).rejects.toThrow('chat.db is in use by another process')
    data.close()
    expect(await read()).toEqual([])
  })
})

describe('a file that cannot be used', () => {
  it('is of another version', async () => {
    await write([setting('a', 1)])
    await execute('PRAGMA user_version = 7')
    const before = readFileSync(file)
    await expect(read()).rejects.toThrow(
      'chat.db has format 7, and this sandbox knows format 1 only',
    )
    expect(readFileSync(file)).toEqual(before)
  })

  it('is of another program, which keeps it', async () => {
    await execute('CREATE TABLE theirs (name TEXT)')
    const before = readFileSync(file)
    await expect(read()).rejects.toThrow('chat.db is a database of another program')
    expect(readFileSync(file)).toEqual(before)
  })

  it('is no database', async () => {
    writeFileSync(file, 'dear diary, '.repeat(500))
    await expect(read()).rejects.toThrow('chat.db is not a database')
    expect(readFileSync(file, 'utf8')).toContain('dear diary')
  })

  it('has lost its end', async () => {
    await write(Array.from({ length: 500 }, (_, index) => setting(`${index}`, 'x'.repeat(500))))
    truncateSync(file, 100_000)
    await expect(read()).rejects.toThrow('chat.db is damaged')
  })

  it('was overwritten in the middle', async () => {
    await write(Array.from({ length: 500 }, (_, index) => setting(`${index}`, 'x'.repeat(500))))
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(7, 50_000, 150_000))
    await expect(read()).rejects.toThrow('chat.db is damaged')
  })

  it('holds a document that nobody can read', async () => {
    await write([setting('a', 1)])
    await execute(`UPDATE documents SET body = '{'`)
    await expect(read()).rejects.toThrow('chat.db is damaged')
  })

  it('is in a folder that is not there', async () => {
    file = path.join(folder, 'nowhere', 'chat.db')
    await expect(read()).rejects.toThrow('chat.db cannot be opened: is its folder there')
  })
})
