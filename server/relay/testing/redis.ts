/** A Redis of a test's own, where `redis-server` is on the PATH. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TokenStore } from '../cache/tokenStore'

export const hasRedis = canRun('redis-server')

function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Resolves when the store can be asked. */
export async function untilItAnswers(store: TokenStore): Promise<void> {
  for (;;) {
    const isThere = await store.get('ping').then(
      () => true,
      () => false,
    )
    if (isThere) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Without a port at a free one. Keeps nothing on disk. */
export async function startRedis(port?: number) {
  const chosen = port ?? (await freePort())
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-redis-'))
  const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const child: ChildProcess = spawn('redis-server', args, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      rmSync(folder, { recursive: true, force: true })
      resolve()
    })
  })
  return { port: chosen, ended, stop: () => child.kill() }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}
