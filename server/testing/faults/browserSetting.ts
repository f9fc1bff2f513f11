/** Tabs of a real browser with the built app: each user has a context, and a line that both tabs share. */
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { AppContent } from '../../demo/appServer'
import { startDemoHost, type DemoHost } from '../../demo/host'
import { startStaticServer } from '../../demo/staticServer'
import { audience, hostSecret, issuer } from '../../relay/testing/host'
import { openWindow } from '../browser'
import { createBrowserClient, type BrowserUser } from './browserClient'
import type { FaultClient } from './client'
import { hurry, machineNow, type PageTime } from './pageTime'
import { tabs, type StartSetting, type Way } from './setting'
import { jitter, startWorld, userNames, type World } from './world'

/** The schedule's time runs this much faster than the machine's, in the pages too. */
const factor = 10
/** By the schedule's time: tabs have to renew their tokens while lines are bad (C10). */
const tokenLifetimeMs = 40_000
const build = fileURLToPath(new URL('../../../dist', import.meta.url))

/** The app has to be built before. The browser stays the caller's. */
export function browserTabs(browser: Browser): StartSetting {
  return async (way, seed) => {
    const world = await startWorld(way, seed, factor)
    const apps = await startApps(world)
    const host = await startHost(world, [...apps.values()])
    const target = await world.startTarget({ origins: [...apps.values()].map(({ url }) => url) })

    async function userAt(url: string, app: App, name: string): Promise<BrowserUser> {
      app.reveal(contentOf(way, url, host))
      const context = await openContext(browser, world, app.url)
      let opened: Promise<unknown> = Promise.resolve()
      const openTab = (): Promise<Page> => {
        const page = opened.then(() => openWindow(browser, context))
        opened = page
        return page
      }
      return { name, openTab, limitMs: actWithinMs }
    }

    const clients: FaultClient[] = []
    for (const name of userNames) {
      const proxy = await world.proxyBefore(target)
      const user = await userAt(proxy.url, appOf(apps, name), name)
      for (const tab of tabs) clients.push(createBrowserClient(user, String(tab)))
    }
    return {
      ...world,
      clients,
      async freshClient(userName) {
        const user = await userAt(target, appOf(apps, fresh), userName)
        const client = createBrowserClient(user, fresh)
        await client.start()
        return client
      },
    }
  }
}

/** By the machine's time: what a page does not let its user do within it is not done. */
const actWithinMs = 3_000
const fresh = 'fresh'

interface App {
  readonly url: string
  /** Only the first content counts. */
  reveal(content: AppContent): void
}

/** One for each user, because each has a line of its own, and one without faults. */
async function startApps(world: World): Promise<ReadonlyMap<string, App>> {
  const apps = new Map<string, App>()
  for (const name of [...userNames, fresh]) {
    let reveal: (content: AppContent) => void = () => undefined
    const content = new Promise<AppContent>((resolve) => {
      reveal = resolve
    })
    const server = await startStaticServer(build, { port: 0, content })
    world.onStop(() => server.stop())
    apps.set(name, { url: server.url, reveal: (known) => reveal(known) })
  }
  return apps
}

function appOf(apps: ReadonlyMap<string, App>, name: string): App {
  const app = apps.get(name)
  if (app === undefined) throw new Error(`there is no app of ${name}`)
  return app
}

/** Signs users in for the relay; its own line has no faults. */
async function startHost(world: World, apps: readonly App[]): Promise<DemoHost> {
  const host = await startDemoHost({
    port: 0,
    secret: hostSecret,
    issuer,
    audience,
    users: userNames.map((username) => ({
      username,
      password: username,
      name: `${username} of Parley`,
    })),
    origins: apps.map(({ url }) => url),
    lifetimeMs: tokenLifetimeMs,
    clock: world.clock,
  })
  world.onStop(() => host.stop())
  return host
}

function contentOf(way: Way, url: string, host: DemoHost): AppContent {
  if (way === 'direct') {
    return { config: { transport: 'rocketchat', rocketchat: { url } }, backends: [url] }
  }
  const service = (name: string): string => `${host.url}/api/TokenAuth/${name}`
  const signalr = {
    hubUrl: `${url}/hub`,
    apiUrl: url,
    signInUrl: service('Authenticate'),
    renewUrl: service('RefreshToken'),
    signOutUrl: service('LogOut'),
  }
  return { config: { transport: 'signalr', signalr }, backends: [url, host.url] }
}

async function openContext(
  browser: Browser,
  world: World,
  baseURL: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, locale: 'en-US' })
  world.onStop(() => context.close())
  // The names that a transpiler gives to functions go through this helper, also in functions that are sent to a page.
  await context.addInitScript('globalThis.__name = (run) => run')
  const time: PageTime = { factor, at: world.clock.now(), machineAt: machineNow(), jitter }
  await context.addInitScript(hurry, time)
  return context
}
