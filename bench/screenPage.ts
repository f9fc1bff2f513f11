/** The page of the benchmarks of the screen, built and served, and what a harness runs in it. */
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import { startStaticServer } from '../server/demo/staticServer'

/** Builds the real state and components into one page, and serves it. */
export async function startScreenPage(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    logLevel: 'error',
  })
  const folder = fileURLToPath(new URL('../dist-bench', import.meta.url))
  const server = await startStaticServer(folder, { port: 0, content: { config: {} } })
  return { url: `${server.url}/bench.html`, stop: server.stop }
}

/** Opens it in a page that was made with `bypassCSP`. */
export async function openScreenPage(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => window.__benchAdapter !== undefined)
  await page.addScriptTag({ content: helpers })
}

/** Runs in the page: data from a counter, and a watch over long tasks. */
const helpers = `
  window.users = ['Ann', 'Bob', '王小明', '李娜'].map((name, i) => ({ id: 'u' + i, name, username: 'u' + i, avatar: '' }))
  window.texts = ['hello', 'a *bold* word and \`code\`', 'see https://example.org/path, @ann', '好的，下午三点开会', 'line one\\nline two\\nline three', '> quoted\\n\\nand an answer']
  window.message = (i, at) => ({ id: 'm' + i, index: i, ts: at, user: users[(Math.abs(i) >> 2) % 4], own: false, kind: 'text', text: texts[Math.abs(i) % 6] + ' ' + i, image: null, reactions: i % 25 === 0 ? [{ emoji: '+1', users: ['a', 'b'] }] : [], replyTo: null, edited: i % 40 === 0 })
  window.channel = (i) => ({ id: 'c' + i, name: 'channel ' + i, avatar: '', unread: i % 7 === 0 ? 3 : 0, mention: false, last: { user: 'Ann', text: texts[i % 6], ts: 1700000000000 - i * 1000 } })
  window.root = () => { const div = document.createElement('div'); div.style.cssText = 'position:fixed;inset:0'; document.body.append(div); return div }
  window.frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  window.tasks = []
  new PerformanceObserver((list) => { for (const one of list.getEntries()) tasks.push(one.duration) }).observe({ entryTypes: ['longtask'] })
`
