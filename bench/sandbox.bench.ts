/** How many messages a second the sandbox takes over REST, and how long each waits: with and without a data file. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { signIn, type RestClient } from '../server/sandbox/testing/clients'
import { runSandbox } from '../server/sandbox/testing/process'

const SENDERS = 8
const WARM_UP = 500
const MESSAGES = 5_000

async function sendAll(client: RestClient, count: number, waits: number[]): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const startedAt = performance.now()
    const { status } = await client.post('chat.sendMessage', {
      message: { rid: 'GENERAL', msg: 'The quick brown fox jumps over the lazy dog.' },
    })
    if (status !== 200) throw new Error(`a send was answered ${status}`)
    waits.push(performance.now() - startedAt)
  }
}

async function measure(name: string, args: readonly string[]): Promise<void> {
  const sandbox = runSandbox(['--seed', 'demo', ...args])
  const { url } = await sandbox.ready
  const client = await signIn(url, 'ann')
  const run = async (total: number): Promise<number[]> => {
    const waits: number[] = []
    const senders = Array.from({ length: SENDERS }, () => sendAll(client, total / SENDERS, waits))
    await Promise.all(senders)
    return waits.sort((a, b) => a - b)
  }
  await run(WARM_UP)
  const startedAt = performance.now()
  const waits = await run(MESSAGES)
  const perSecond = (waits.length / (performance.now() - startedAt)) * 1_000
  const wait = (share: number): string => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(1)
  process.stdout.write(
    `${name}: ${Math.round(perSecond)} messages/s, p50 ${wait(0.5)} ms, p99 ${wait(0.99)} ms\n`,
  )
  sandbox.kill('SIGTERM')
  await sandbox.ended
}

const folder = mkdtempSync(path.join(tmpdir(), 'sandbox-bench-'))
await measure('in memory', [])
await measure('with --data', ['--data', path.join(folder, 'chat.db')])
rmSync(folder, { recursive: true })
