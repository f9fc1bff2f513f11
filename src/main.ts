import axios from 'axios'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { appConfigKey } from './composables/appConfig'
import { loadConfig, type Config } from './config'
import { createLocalization } from './i18n'
import { browserClock } from './platform/clock'
import { readCookie } from './platform/cookies'
import { createConsoleLogger } from './platform/consoleLogger'
import { scheduleFrame } from './platform/frame'
import { runAlone } from './platform/lock'
import { newMessageId } from './platform/messageId'
import { createWebStorage } from './platform/storage'
import { openWebSocket } from './platform/webSocket'
import { createAppRouter, loadChat } from './router'
import { createOutboxStorage, createSession } from './session'
import { servicesKey, type AppServices } from './stores/services'
import { createBackend } from './transports/createBackend'

/** Begun at once, and waited for only by those who need it. */
const later = import('./later')
later.catch(() => undefined)

/** Tells apart several apps of one origin, such as two users side by side: each has storage of its own. */
function readProfile(): string | null {
  const profile = new URLSearchParams(location.search).get('profile')
  return profile !== null && /^[a-z0-9-]{1,32}$/.test(profile) ? profile : null
}

/** Root of the server that the app talks to. */
function serverUrl({ backend }: Config): string {
  return backend.kind === 'rocketchat' ? backend.url : backend.host.apiUrl
}

async function createServices(config: Config, profile: string | null): Promise<AppServices> {
  const logger = createConsoleLogger(import.meta.env.DEV)
  const prefix = `parley:${profile === null ? '' : `${profile}:`}${serverUrl(config)}:`
  const tabStorage = createWebStorage(() => sessionStorage, prefix)
  const deviceStorage = createWebStorage(() => localStorage, prefix)
  const backend = await createBackend(config.backend, {
    clock: browserClock,
    logger,
    openSocket: openWebSocket,
    createHttp: (baseURL) => axios.create({ baseURL, responseType: 'json' }),
    newAbort: () => new AbortController(),
    readCookie,
    runAlone,
  })
  return {
    accounts: backend.accounts,
    tabStorage,
    deviceStorage,
    scheduleFrame,
    openCredentialTabs: async (listener) =>
      (await later).openCredentialTabs(`${prefix}credentials`, listener),
    createSession: (credentials, keeper) =>
      createSession({
        clock: browserClock,
        random: Math.random,
        logger,
        newTransport: backend.transportsFor(credentials, keeper),
        newMessageId,
        outboxStorage: createOutboxStorage(tabStorage, credentials.userId),
        openTabs: async () => (await later).openTabs(`${prefix}tabs:${credentials.userId}`),
      }),
  }
}

async function start(): Promise<void> {
  const config = await loadConfig(`${import.meta.env.BASE_URL}config.json`, fetch)
  const profile = readProfile()
  // The adapter and the screen load side by side; the router reports it when the screen cannot be had.
  loadChat().catch(() => undefined)
  const services = await createServices(config, profile)
  const router = createAppRouter()
  if (profile !== null) {
    router.beforeEach((to) =>
      to.query.profile === profile ? true : { ...to, query: { ...to.query, profile } },
    )
  }
  createApp(App)
    .use(createPinia())
    .use(createLocalization(navigator.languages))
    .provide(servicesKey, services)
    .provide(appConfigKey, {
      title: config.title,
      serverUrl: serverUrl(config),
      demoUsers: config.demoUsers,
    })
    .use(router)
    .mount('#app')
}

start().catch(async (error: unknown) => {
  const { showStartupError } = await import('./views/startupError')
  showStartupError(error)
})
