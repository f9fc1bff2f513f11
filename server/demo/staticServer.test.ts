import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppContent, AppServer } from './appServer'
import { startStaticServer } from './staticServer'

let folder: string
let server: AppServer

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-static-'))
  await mkdir(path.join(folder, 'dist/assets'), { recursive: true })
  await mkdir(path.join(folder, 'dist/.vite'))
  const files = {
    'secret.txt': 'secret',
    'dist/index.html': '<!doctype html><title>app</title>',
    'dist/config.json': '{"from":"file"}',
    'dist/icon.svg': '<svg/>',
    'dist/assets/main-abc.js': 'export {}',
    'dist/.vite/manifest.json': '{}',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  server = await startStaticServer(path.join(folder, 'dist'), {
    port: 0,
    content: {
      config: { from: 'demo' },
      pages: { '/two': '<p>two</p>' },
      backends: ['http://127.0.0.1:4999'],
      framedBy: ['http://127.0.0.1:4998'],
      frames: ['http://127.0.0.1:4997'],
    },
  })
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const get = (place: string, init?: RequestInit) => fetch(server.url + place, init)

/** As typed: `fetch` would tidy the path up before it is sent. */
function getRaw(rawPath: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: rawPath }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

describe('the static server', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/icon.svg', 'image/svg+xml'],
    ['/assets/main-abc.js', 'text/javascript; charset=utf-8'],
    ['/config.json', 'application/json; charset=utf-8'],
    ['/two', 'text/html; charset=utf-8'],
  ])('serves %s as %s', async (place, type) => {
    const response = await get(place)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
  })

  it("serves the demo's configuration and pages, not the file", async () => {
    expect(await (await get('/config.json')).json()).toEqual({ from: 'demo' })
    expect(await (await get('/two?x=1')).text()).toBe('<p>two</p>')
  })

  it.each(['/channel/abc', '/sign-in?redirect=%2F', '/constructor'])(
    'leaves %s to the app',
    async (place) => {
      expect(await (await get(place)).text()).toContain('<title>app</title>')
    },
  )

  it('keeps hashed files for ever and asks for all others again', async () => {
    const cached = await get('/assets/main-abc.js')
    expect(cached.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const place of ['/', '/channel/abc', '/config.json', '/icon.svg']) {
      expect((await get(place)).headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('answers 404 for a file that is not there, without keeping that', async () => {
    const response = await get('/assets/gone.js')
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBeNull()
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/a%00.js',
    '/%zz',
    '/.vite/manifest.json',
    'http://elsewhere/secret.txt',
  ])('refuses %s', async (place) => {
    const { status, body } = await getRaw(place)
    expect(status).toBe(400)
    expect(body).not.toContain('secret')
  })

  it('does not look for a host in the path', async () => {
    expect((await getRaw('//secret.txt')).status).toBe(404)
  })

  it('answers HEAD without a body and refuses what would write', async () => {
    const head = await get('/', { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('33')
    expect(await head.text()).toBe('')
    const post = await get('/', { method: 'POST', body: 'x' })
    expect(post.status).toBe(405)
    expect(post.headers.get('allow')).toBe('GET, HEAD')
  })

  it('lets the page talk to its own server and to the back end, and to nobody else', async () => {
    const { headers } = await get('/')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:4999 ws://127.0.0.1:4999;")
    expect(policy).toContain("script-src 'self';")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('may show, and be shown by, pages of its own and of listed origins', async () => {
    const policy = (await get('/two')).headers.get('content-security-policy')
    expect(policy).toContain("frame-src 'self' http://127.0.0.1:4997;")
    expect(policy).toMatch(/frame-ancestors 'self' http:\/\/127\.0\.0\.1:4998$/)
  })

  it('lets what comes before its content is known wait for it', async () => {
    let reveal: (content: AppContent) => void = () => undefined
    const content = new Promise<AppContent>((resolve) => {
      reveal = resolve
    })
    const early = await startStaticServer(path.join(folder, 'dist'), { port: 0, content })
    const config = fetch(`${early.url}/config.json`)
    reveal({ config: { own: early.url } })
    expect(await (await config).json()).toEqual({ own: early.url })
    await early.stop()
  })

  it('frees its port, also with connections open, and can be stopped twice', async () => {
    const options = { port: 0, content: { config: {} } }
    const first = await startStaticServer(folder, options)
    await fetch(first.url)
    await first.stop()
    await first.stop()
    const again = { ...options, port: Number(new URL(first.url).port) }
    const second = await startStaticServer(folder, again)
    await expect(startStaticServer(folder, again)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.stop()
  })
})
