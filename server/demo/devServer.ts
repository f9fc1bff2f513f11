import path from 'node:path'
import { createServer, type Connect, type Plugin } from 'vite'
import type { AppContent, AppServer, AppServerOptions } from './appServer'

/** Serves the sources by Vite, with the demo's configuration and pages. Rejects when the port is taken. */
export async function startDevServer(root: string, options: AppServerOptions): Promise<AppServer> {
  const vite = await createServer({
    root,
    // Two servers that prepare the packages in one folder take them from each other.
    cacheDir: path.join(root, 'node_modules/.vite', options.name ?? 'demo'),
    plugins: [demoPages(Promise.resolve(options.content))],
    server: { port: options.port, strictPort: true },
  })
  await vite.listen().catch(async (error: unknown) => {
    await vite.close()
    throw error
  })
  const url = vite.resolvedUrls?.local[0]?.replace(/\/$/, '')
  if (url === undefined) throw new Error('Vite does not say where it listens.')
  return { url, stop: () => vite.close() }
}

function demoPages(content: Promise<AppContent>): Plugin {
  const answer: Connect.NextHandleFunction = (request, response, next) => {
    content
      .then(({ config, pages = {} }) => {
        const place = request.url?.split('?', 1)[0] ?? ''
        const page = Object.hasOwn(pages, place) ? pages[place] : undefined
        const body = place === '/config.json' ? JSON.stringify(config) : page
        if (body === undefined) {
          next()
          return
        }
        const type = place === '/config.json' ? 'application/json' : 'text/html'
        response.setHeader('Content-Type', `${type}; charset=utf-8`)
        response.end(body)
      })
      .catch(next)
  }
  return {
    name: 'parley-demo-pages',
    configureServer: (server) => {
      server.middlewares.use(answer)
    },
  }
}
