import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from './index'
import { signIn } from './testing/clients'
import { runSandbox } from './testing/process'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-main-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('npm run sandbox', () => {
  it('says in one line where it is, and stops on a signal', async () => {
    const sandbox = runSandbox(['--seed', 'empty', '--control-port', '0'])
    const { line, url } = await sandbox.ready
    const address = String.raw`http://127\.0\.0\.1:\d+`
    expect(line).toMatch(new RegExp(`^sandbox ready at ${address}, control at ${address}\n$`))
    expect((await signIn(url, 'admin')).token).not.toBe('')
    sandbox.kill('SIGTERM')
    expect(await sandbox.ended).toBe(0)
    expect(sandbox.output()).toBe(line)
  }, 30_000)

  it('ends with a sentence when its data file is broken', async () => {
    const file = path.join(folder, 'broken.db')
    writeFileSync(file, 'dear diary, '.repeat(500))
    const sandbox = runSandbox(['--data', file])
    expect(await sandbox.ended).toBe(1)
    expect(sandbox.output()).toBe(`sandbox: the data file ${file} is not a database\n`)
  }, 30_000)

  it('names the port that is in use', async () => {
    const other = await startSandbox({ seed: 'empty', controlPort: 0 })
    const port = new URL(other.controlUrl ?? '').port
    const sandbox = runSandbox(['--seed', 'empty', '--control-port', port])
    expect(await sandbox.ended).toBe(1)
    expect(sandbox.output()).toBe(`sandbox: port ${port} is in use: choose another\n`)
    await other.stop()
  }, 30_000)
})
