import axios from 'axios'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { appConfigKey } from './composables/appConfig'
import { loadConfig, type Config } from './config'
import { createLocalization } from './i18n'
import { createAddressHistory } from './platform/addressHistory'
import { browserClock } from './platform/clock'
import { readCookie } from './platform/cookies'
import { createConsoleLogger } from './platform/consoleLogger'
import { browserFiles } from './platform/files'
import { scheduleFrame } from './platform/frame'
import { runAlone } from './platform/lock'
import { newMessageId } from './platform/messageId'
import { createWebStorage } from './platform/storage'
import { openWebSocket } from './platform/webSocket'
import { createRouter } from './router'
import { createSession } from './session'
import { useAuthStore } from './stores/auth'
import { servicesKey, type AppServices } from './stores/services'
import { createBackend } from './transports/createBackend'

/** Begun at once, and waited for only by those who need it. */
let loading = import('./later')
loading.catch(() => undefined)

/** What could not be loaded is asked for again. */
function later(): typeof loading {
  loading = loading.catch(() => import('./later'))
  return loading
}

/** Tells apart several apps of one origin, such as two users side by side: each has storage of its own. */
function readProfile(): string | null {
  const profile = new URLSearchParams(location.search).get('profile')
  return profile !== null && /^[a-z0-9-]{1,32}$/.test(profile) ? profile : null
}

const localization = createLocalization(navigator.languages)

/** The code of each screen; asked for again it is the same. */
const screens = {
  async signIn() {
    const [view] = await Promise.all([import('./views/SignInView.vue'), localization.loadRest()])
    return view
  },
  chat: () => import('./views/ChatView.vue'),
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
    files: browserFiles,
    readCookie,
    runAlone,
  })
  return {
    accounts: backend.accounts,
    tabStorage,
    deviceStorage,
    scheduleFrame,
    openCredentialTabs: async (listener) =>
      (await later()).openCredentialTabs(`${prefix}credentials`, listener),
    createSession: (credentials, keeper) =>
      createSession({
        clock: browserClock,
        random: Math.random,
        logger,
        newTransport: backend.transportsFor(credentials, keeper),
        newMessageId,
        loadOutbox: async () => (await later()).openOutbox(prefix, credentials.userId),
        openCache: async () =>
          (await later()).openCache(
            { userId: credentials.userId, prefix, device: deviceStorage },
            logger,
          ),
        openTabs: async () => (await later()).openTabs(`${prefix}tabs:${credentials.userId}`),
      }),
  }
}

async function start(): Promise<void> {
  const config = await loadConfig(`${import.meta.env.BASE_URL}config.json`, fetch)
  const profile = readProfile()
  // The adapter and the screen load side by side; the router reports it when the screen cannot be had.
  screens.chat().catch(() => undefined)
  const services = await createServices(config, profile)
  const app = createApp(App)
  const pinia = createPinia()
  const router = createRouter({
    history: createAddressHistory(import.meta.env.BASE_URL, window),
    screens,
    keptQuery: profile === null ? {} : { profile },
    resumeSession: () => useAuthStore(pinia).resume(),
    onFailure(error) {
      app.unmount()
      fail(error)
    },
  })
  app
    .use(pinia)
    .use(localization)
    .provide(servicesKey, services)
    .provide(appConfigKey, {
      title: config.title,
      serverUrl: serverUrl(config),
      demoUsers: config.demoUsers,
    })
    .use(router)
    .mount('#app')
  await router.start()
}

function fail(error: unknown): void {
  import('./views/startupError')
    .then(({ showStartupError }) => showStartupError(error))
    .catch(() => console.error('Parley did not start.', error))
}

start().catch(fail)
