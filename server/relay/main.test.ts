import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../sandbox/index'
import { settingsFor, untilReady } from './testing/host'

const tsx = path.resolve('node_modules/.bin/tsx')
let sandbox: Sandbox
let folder: string

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'empty' })
  folder = mkdtempSync(path.join(tmpdir(), 'relay-main-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await sandbox.stop()
})

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

function run(file: string) {
  const child = spawn(tsx, ['server/relay/main.ts', '--config', file])
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      for (const look of listeners) look()
    })
  }
  return {
    output: () => output,
    ended: new Promise<number | null>((resolve) => child.once('close', resolve)),
    stop: () => child.kill('SIGTERM'),
    line: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = (): void => {
          const found = pattern.exec(output)
          if (found !== null) resolve(found[1] ?? '')
        }
        listeners.add(look)
        look()
      }),
  }
}

describe('npm run relay', () => {
  it('says where it is, works, and stops on a signal', async () => {
    const file = write('good.json', JSON.stringify(settingsFor(sandbox.url)))
    const relay = run(file)
    const url = await relay.line(/relay ready at (http:\S+)\n/)
    await untilReady({ url, stop: () => Promise.resolve() })
    relay.stop()
    expect(await relay.ended).toBe(0)
    for (const secret of ['the default password', 'the token secret', 'a shared secret']) {
      expect(relay.output()).not.toContain(secret)
    }
  }, 30_000)

  it.each([
    ['a fault in the settings', '{"im": {"adminPassword": "hunter2"}}', 'im.address'],
    ['a file that is not JSON', '{"im": {"adminPassword": "hunter2"', 'is not JSON'],
  ])(
    'ends with words for %s, not with secrets',
    async (_what, text, words) => {
      const relay = run(write('bad.json', text))
      expect(await relay.ended).toBe(1)
      expect(relay.output()).toContain(words)
      expect(relay.output()).not.toContain('hunter2')
    },
    30_000,
  )
})
