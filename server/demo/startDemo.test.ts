import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StartAppServer } from './appServer'
import { startDemo } from './startDemo'
import { startStaticServer } from './staticServer'

let dist: string
const serveApp: StartAppServer = (options) => startStaticServer(dist, options)

beforeAll(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'parley-demo-'))
  await writeFile(path.join(dist, 'index.html'), '<title>Parley</title>')
})
afterAll(() => rm(dist, { recursive: true }))

async function takePort(): Promise<{ port: number; server: Server }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, server }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

describe('the demo', () => {
  it('serves the app, its configuration and a sandbox, until it is stopped', async () => {
    const demo = await startDemo({ port: 0, sandboxPort: 0, serveApp })
    try {
      expect(await (await fetch(demo.url)).text()).toContain('Parley')
      const config: unknown = await (await fetch(`${demo.url}/config.json`)).json()
      expect(config).toEqual({
        transport: 'rocketchat',
        rocketchat: { url: demo.sandboxUrl },
        demoUsers: demo.users,
      })
      const info = await fetch(`${demo.sandboxUrl}/api/info`)
      expect(await info.json()).toMatchObject({ success: true })
    } finally {
      await demo.stop()
    }
    await expect(fetch(demo.url)).rejects.toThrow()
    await expect(fetch(demo.sandboxUrl)).rejects.toThrow()
  })

  it('has users that can sign in, from the page with the app in it', async () => {
    const demo = await startDemo({ port: 0, sandboxPort: 0, serveApp })
    try {
      const [left, right] = demo.users
      const answer = await fetch(`${demo.sandboxUrl}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: demo.url },
        body: JSON.stringify({ user: left?.username, password: left?.password }),
      })
      expect(answer.status).toBe(200)
      expect(['*', demo.url]).toContain(answer.headers.get('access-control-allow-origin'))
      const page = await (await fetch(demo.sideBySideUrl)).text()
      expect(page).toMatch(
        new RegExp(`src="/channel/\\w+\\?profile=left&amp;user=${left?.username}"`),
      )
      expect(page).toMatch(
        new RegExp(`src="/channel/\\w+\\?profile=right&amp;user=${right?.username}"`),
      )
      expect(page).not.toContain('{{')
    } finally {
      await demo.stop()
    }
  })

  it("names the app's port when it is taken, and stops the sandbox again", async () => {
    const { port, server } = await takePort()
    const { port: sandboxPort, server: placeholder } = await takePort()
    await new Promise((resolve) => placeholder.close(resolve))
    await expect(startDemo({ port, sandboxPort, serveApp })).rejects.toThrow(
      `the app's port ${port} is in use: choose another with --port`,
    )
    expect(await isFree(sandboxPort)).toBe(true)
    await new Promise((resolve) => server.close(resolve))
  })

  it("names the sandbox's port when it is taken", async () => {
    const { port: sandboxPort, server } = await takePort()
    await expect(startDemo({ port: 0, sandboxPort, serveApp })).rejects.toThrow(
      `the sandbox's port ${sandboxPort} is in use: choose another with --sandbox-port`,
    )
    await new Promise((resolve) => server.close(resolve))
  })
})
