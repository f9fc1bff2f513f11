import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { AppContent, AppServer, AppServerOptions } from './appServer'

const host = '127.0.0.1'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Serves a built app to this machine. Paths without an ending are the app's own and get index.html; what the
 * build named by its hash may be kept for ever, everything else is asked for again.
 * @param root the folder with the build, absolute
 * @returns once it listens. Rejects with the error of the system, such as EADDRINUSE.
 */
export function startStaticServer(root: string, options: AppServerOptions): Promise<AppServer> {
  const content = Promise.resolve(options.content)
  const server = createServer((request, response) => {
    content
      .then(async (known) => {
        const found = await answer(root, known, request).catch(unreadable)
        write(response, found, securityHeaders(known), request.method === 'HEAD')
      })
      .catch(() => response.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      const { port } = server.address() as AddressInfo
      resolve({
        url: `http://${host}:${port}`,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped())
            server.closeAllConnections()
          }),
      })
    })
  })
}

async function answer(
  root: string,
  { config, pages = {} }: AppContent,
  request: IncomingMessage,
): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...text(405, 'Only GET and HEAD.'), headers: { Allow: 'GET, HEAD' } }
  }
  const place = readPath(request.url ?? '/')
  if (place === null) return text(400, 'This path leads nowhere.')
  if (place === '/config.json') return file(place, JSON.stringify(config))
  const page = Object.hasOwn(pages, place) ? pages[place] : undefined
  if (page !== undefined) return file('.html', page)
  const name = path.extname(place) === '' ? '/index.html' : place
  const body = await readFile(path.join(root, name)).catch(ignoreMissing)
  return body === null ? text(404, `There is no ${name} here.`) : file(name, body)
}

/** The decoded path; null when it is malformed or could leave the folder. Hidden files do not exist. */
function readPath(url: string): string | null {
  try {
    const place = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
    const isOdd = /[\0\\]/.test(place) || !place.startsWith('/')
    return isOdd || place.split('/').some((part) => part.startsWith('.')) ? null : place
  } catch {
    return null
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') return null
  throw error
}

function unreadable(): Answer {
  return text(500, 'The file could not be read.')
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` }
}

function file(name: string, body: string | Buffer): Answer {
  const isHashed = name.startsWith('/assets/')
  return {
    status: 200,
    type: contentTypes[path.extname(name) || name] ?? 'application/octet-stream',
    body,
    headers: {
      'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  }
}

function write(
  response: ServerResponse,
  { status, type, body, headers }: Answer,
  common: Readonly<Record<string, string>>,
  headOnly: boolean,
): void {
  response.writeHead(status, {
    ...common,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(headOnly ? undefined : body)
}

function securityHeaders({
  backends = [],
  framedBy = [],
  frames = [],
}: AppContent): Readonly<Record<string, string>> {
  const http = backends.join(' ')
  const sockets = backends.map((origin) => origin.replace(/^http/, 'ws')).join(' ')
  const policy = {
    'default-src': "'self'",
    'connect-src': `'self' ${http} ${sockets}`,
    // Avatars and files come from the back end, pictures in messages from anywhere.
    'img-src': `'self' data: blob: https: ${http}`,
    'media-src': `'self' blob: https: ${http}`,
    // Vue and Element Plus write style attributes.
    'style-src': "'self' 'unsafe-inline'",
    'script-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'self'",
    'form-action': "'self'",
    'frame-src': ["'self'", ...frames].join(' '),
    'frame-ancestors': ["'self'", ...framedBy].join(' '),
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([name, sources]) => `${name} ${sources.trim()}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
}
