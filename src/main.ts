import axios from 'axios'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { appConfigKey } from './composables/appConfig'
import { loadConfig, type Config } from './config'
import type { Embedding } from './embedded'
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
import { createRouter, type RouterDeps } from './router'
import { createSession } from './session'
import { useAuthStore } from './stores/auth'
import { servicesKey, type AppServices } from './stores/services'
import { createBackend, type BackendDeps } from './transports/createBackend'

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
const screens: RouterDeps['screens'] = {
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

const createHttp: BackendDeps['createHttp'] = (baseURL) =>
  axios.create({ baseURL, responseType: 'json' })

async function createServices(
  config: Config,
  profile: string | null,
  embedding: Embedding | null,
): Promise<AppServices> {
  const logger = createConsoleLogger(import.meta.env.DEV)
  const scope = embedding?.scope ?? (profile === null ? '' : `${profile}:`)
  const prefix = `parley:${scope}${serverUrl(config)}:`
  const own = embedding?.openServices(prefix) ?? {
    tabStorage: createWebStorage(() => sessionStorage, prefix),
    deviceStorage: createWebStorage(() => localStorage, prefix),
  }
  const backend = await createBackend(config.backend, {
    clock: browserClock,
    logger,
    openSocket: openWebSocket,
    createHttp,
    newAbort: () => new AbortController(),
    files: browserFiles,
    readCookie,
    runAlone,
    ...embedding?.identity,
  })
  const mayKeep = embedding?.mayKeep
  return {
    accounts: backend.accounts,
    ...own,
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
        async loadOutbox() {
          await mayKeep
          return (await later()).openOutbox(prefix, credentials.userId)
        },
        async openCache() {
          await mayKeep
          return (await later()).openCache(
            { userId: credentials.userId, prefix, device: own.deviceStorage },
            logger,
          )
        },
        openTabs: async () => (await later()).openTabs(`${prefix}tabs:${credentials.userId}`),
      }),
  }
}

/** Where the loader of a host page leads its frame. */
const isFrame = location.pathname === `${import.meta.env.BASE_URL}embed`

async function start(): Promise<void> {
  const config = await loadConfig(`${import.meta.env.BASE_URL}config.json`, fetch)
  const profile = isFrame ? null : readProfile()
  // The adapter and the screen load side by side; the router reports it when the screen cannot be had.
  screens.chat().catch(() => undefined)
  const history = createAddressHistory(import.meta.env.BASE_URL, window)
  const embedding = isFrame
    ? await (
        await import('./embedded')
      ).openEmbedding(config, {
        screens,
        hrefOf: history.hrefOf,
        createHttp,
      })
    : null
  const services = await createServices(config, profile, embedding)
  const app = createApp(App)
  const pinia = createPinia()
  const router = createRouter({
    history,
    screens,
    keptQuery: profile === null ? {} : { profile },
    resumeSession: () => useAuthStore(pinia).resume(),
    onFailure(error) {
      app.unmount()
      fail(error)
    },
    ...embedding?.routing,
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
  embedding?.install(app, { pinia, router, localization })
  app.mount('#app')
  await router.start()
}

function fail(error: unknown): void {
  import('./views/startupError')
    .then(({ showStartupError }) => showStartupError(error))
    .catch(() => console.error('Parley did not start.', error))
}

start().catch(fail)
