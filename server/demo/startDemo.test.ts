import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machineClock } from '../relay/clock'
import { originsOf } from './bothWays'
import type { StartAppServer } from './appServer'
import { portNames, type DemoPart } from './ports'
import { startDemo, type Demo } from './startDemo'
import { startStaticServer } from './staticServer'

let dist: string
const serveApp: StartAppServer = (options) => startStaticServer(dist, options)
const quiet = { serveApp, logLevel: 'silent' }

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

async function findFreePort(): Promise<number> {
  const { port, server } = await takePort()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function withDemo(
  run: (demo: Demo) => Promise<void>,
  options: Partial<Parameters<typeof startDemo>[0]> = {},
): Promise<void> {
  const demo = await startDemo({ ...quiet, ...options })
  try {
    await run(demo)
  } finally {
    await demo.stop()
  }
}

const configOf = async (url: string): Promise<unknown> => (await fetch(`${url}/config.json`)).json()

describe('the demo', () => {
  it('E13 shows a page of the host that may load the widget and its frame, and nothing else of the app', () =>
    withDemo(async ({ hostUrl, relayAppUrl }) => {
      const answer = await fetch(hostUrl)
      expect(await answer.text()).toContain('Harbor Orders')
      const policy = answer.headers.get('content-security-policy')
      expect(policy).toContain(`script-src 'self' ${relayAppUrl}/widget.js;`)
      expect(policy).toContain(`frame-src ${relayAppUrl};`)
      expect(policy).toContain("default-src 'none'")
      const about = (await (await fetch(`${hostUrl}/desk.json`)).json()) as { people: unknown[] }
      expect(about.people).not.toHaveLength(0)
    }))

  it('serves the app by both ways, and what is behind it, until it is stopped', async () => {
    const demo = await startDemo(quiet)
    const { sandboxUrl, relayUrl, hostUrl, url, relayAppUrl } = demo
    try {
      for (const app of [url, relayAppUrl]) {
        expect(await (await fetch(app)).text()).toContain('Parley')
      }
      expect(await configOf(url)).toEqual({
        transport: 'rocketchat',
        rocketchat: { url: sandboxUrl },
        demoUsers: demo.users,
      })
      expect(await configOf(relayAppUrl)).toEqual({
        transport: 'signalr',
        signalr: {
          hubUrl: `${relayUrl}/hub`,
          apiUrl: relayUrl,
          signInUrl: `${hostUrl}/api/TokenAuth/Authenticate`,
          renewUrl: `${hostUrl}/api/TokenAuth/RefreshToken`,
          signOutUrl: `${hostUrl}/api/TokenAuth/LogOut`,
        },
        embed: { apps: [{ id: 'order-desk', origins: originsOf(hostUrl) }] },
        demoUsers: demo.users.filter(({ username }) => username !== 'admin'),
      })
      const info = await fetch(`${sandboxUrl}/api/info`)
      expect(await info.json()).toMatchObject({ success: true })
    } finally {
      await demo.stop()
    }
    await demo.stop()
    for (const stopped of [url, relayAppUrl, sandboxUrl, relayUrl, hostUrl]) {
      await expect(fetch(stopped)).rejects.toThrow()
    }
  })

  it('allows each app to talk to its own back ends', () =>
    withDemo(async ({ url, relayAppUrl, sandboxUrl, relayUrl, hostUrl }) => {
      const policyOf = async (app: string) =>
        (await fetch(app)).headers.get('content-security-policy')
      const ofSocket = (address: string) => address.replace('http', 'ws')
      expect(await policyOf(url)).toContain(
        `connect-src 'self' ${sandboxUrl} ${ofSocket(sandboxUrl)};`,
      )
      const relay = `${relayUrl} ${hostUrl} ${ofSocket(relayUrl)} ${ofSocket(hostUrl)}`
      expect(await policyOf(relayAppUrl)).toContain(`connect-src 'self' ${relay};`)
    }))

  it('shows two users side by side, one by each way', () =>
    withDemo(async ({ url, relayAppUrl, sideBySideUrl, users: [left, right] }) => {
      const answer = await fetch(sideBySideUrl)
      const page = await answer.text()
      const channel = /src="(\/channel\/\w+)\?profile=left&#38;user=(\w+)"/.exec(page)
      expect(channel?.[2]).toBe(left?.username)
      expect(page).toContain(
        `src="${relayAppUrl}${channel?.[1]}?profile=right&#38;user=${right?.username}"`,
      )
      expect(page).not.toContain('{{')
      expect(answer.headers.get('content-security-policy')).toContain(
        `frame-src 'self' ${relayAppUrl};`,
      )
      const framed = await fetch(relayAppUrl)
      const { port } = new URL(url)
      expect(framed.headers.get('content-security-policy')).toContain(
        `frame-ancestors 'self' http://127.0.0.1:${port} http://localhost:${port}`,
      )
    }))

  it.each<DemoPart>(['app', 'sandbox', 'relay', 'host', 'relayApp'])(
    'names the port of the part "%s" when it is taken, and leaves nothing running',
    async (taken) => {
      const { port, server } = await takePort()
      const others = (Object.keys(portNames) as DemoPart[]).filter((part) => part !== taken)
      const free = await Promise.all(others.map(async (part) => [part, await findFreePort()]))
      const ports = { ...(Object.fromEntries(free) as Record<DemoPart, number>), [taken]: port }
      const { whose, flag } = portNames[taken]
      await expect(startDemo({ ...quiet, ports })).rejects.toThrow(
        `${whose} port ${port} is in use: choose another with --${flag}`,
      )
      for (const part of others) expect(await isFree(ports[part])).toBe(true)
      await new Promise((resolve) => server.close(resolve))
    },
  )
})

describe('users of the demo', () => {
  const post = (url: string, body: object, origin: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(body),
    })

  interface Tokens {
    readonly accessToken: string
    readonly refreshToken: string
  }

  /** Asks the relay who the bearer of this token is. */
  const ask = (demo: Demo, token: string, origin: string) =>
    fetch(`${demo.relayUrl}/api/v1/me`, { headers: { authorization: `Bearer ${token}`, origin } })

  async function signIn(demo: Demo, index: number, origin: string): Promise<Tokens> {
    const user = demo.users[index]
    const answer = await post(
      `${demo.hostUrl}/api/TokenAuth/Authenticate`,
      { userNameOrEmailAddress: user?.username, password: user?.password },
      origin,
    )
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    return ((await answer.json()) as { result: Tokens }).result
  }

  it('sign in to the sandbox from the direct app', () =>
    withDemo(async ({ url, sandboxUrl, users: [user] }) => {
      const body = { user: user?.username, password: user?.password }
      const answer = await post(`${sandboxUrl}/api/v1/login`, body, url)
      expect(answer.status).toBe(200)
      expect(['*', url]).toContain(answer.headers.get('access-control-allow-origin'))
    }))

  it('sign in at the host and are themselves at the relay, from the relay app only', () =>
    withDemo(async (demo) => {
      const app = new URL(demo.relayAppUrl)
      for (const origin of [app.origin, `http://localhost:${app.port}`]) {
        const { accessToken } = await signIn(demo, 1, origin)
        const answer = await ask(demo, accessToken, origin)
        expect(answer.status).toBe(200)
        expect(await answer.json()).toMatchObject({
          username: demo.users[1]?.username,
          name: demo.users[1]?.name,
        })
        for (const foreign of [demo.url, 'https://evil.example']) {
          expect((await ask(demo, accessToken, foreign)).status).toBe(403)
        }
      }
    }))

  it('renew a token that has expired', async () => {
    let passedMs = 0
    const clock = { ...machineClock, now: () => machineClock.now() + passedMs }
    await withDemo(
      async (demo) => {
        const origin = demo.relayAppUrl
        const { accessToken, refreshToken } = await signIn(demo, 0, origin)
        expect((await ask(demo, accessToken, origin)).status).toBe(200)
        // Beyond the difference of clocks that the relay forgives.
        passedMs = 60_000 + 31_000
        expect((await ask(demo, accessToken, origin)).status).toBe(401)
        const renewUrl = `${demo.hostUrl}/api/TokenAuth/RefreshToken`
        const renewed = await post(renewUrl, { refreshToken }, origin)
        const { result } = (await renewed.json()) as { result: Tokens }
        expect((await ask(demo, result.accessToken, origin)).status).toBe(200)
      },
      { clock, tokenLifetimeMs: 60_000 },
    )
  })

  it('do not include an administrator at the host', () =>
    withDemo(async ({ hostUrl, relayAppUrl, admin }) => {
      const body = { userNameOrEmailAddress: admin.username, password: admin.password }
      const answer = await post(`${hostUrl}/api/TokenAuth/Authenticate`, body, relayAppUrl)
      expect(answer.status).toBe(401)
    }))
})
