import type { Pinia } from 'pinia'
import { computed, shallowRef, watch, watchEffect, type App } from 'vue'
import { isTouchDevice } from '../composables/enterKey'
import { hostPageKey, type HostPage } from '../composables/hostPage'
import type { Config } from '../config'
import { ChatError } from '../domain'
import { openBridge, type Bridge } from '../embed/bridge'
import { applyTokens } from '../embed/look'
import { EmbedError } from '../embed/portCalls'
import { detectLocale, type Localization } from '../i18n'
import { createPageHistory } from '../platform/pageHistory'
import { decodeHost, type EmbedHost } from '../protocol/embed'
import type { Router, RouterDeps } from '../router'
import { useAuthStore } from '../stores/auth'
import { useChatStore } from '../stores/chat'
import { useDraftStore } from '../stores/drafts'
import { usePreferenceStore } from '../stores/preferences'
import type { AppServices } from '../stores/services'
import type { BackendDeps } from '../transports/createBackend'
import { handOver } from '../transports/handOver'
import { createCommands } from './commands'
import { readEmbeddedApp } from './embedConfig'
import { tellFacts } from './facts'
import { handOverKey, type HandOver } from '../composables/handOver'
import { createIdentity } from './identity'
import { firstAct, openStorages, storageMode, type FrameStorages } from './storages'

/** What is different where the app stands in a frame of a host page. */
export interface Embedding {
  /** Tells what is kept of this app from what is kept of others. */
  readonly scope: string
  /** Resolves when something may be kept (E14). */
  readonly mayKeep: Promise<void>
  readonly identity: Required<Pick<BackendDeps, 'renewHanded' | 'runAlone'>>
  readonly routing: Pick<RouterDeps, 'history' | 'screens' | 'keptQuery'>
  /** What the stores get in place of what they get elsewhere. */
  openServices(prefix: string): FrameStorages & Partial<Pick<AppServices, 'accounts'>>
  /** Joins the app and the host page. Before the app is mounted. */
  install(app: App, parts: AppParts): void
}

export interface AppParts {
  readonly pinia: Pinia
  readonly router: Router
  readonly localization: Localization
}

export interface EmbeddingDeps extends Pick<BackendDeps, 'createHttp'> {
  readonly screens: RouterDeps['screens']
  /** What a link to an address of the app holds. */
  hrefOf(address: string): string
}

const tokenTimeoutMs = 30_000
const listTimeoutMs = 15_000
const askTimeoutMs = 1_000

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Who is signed in at the host is the host's to say: leaving the frame does not sign anybody out there. */
const hostAccounts: AppServices['accounts'] = {
  signIn: () => Promise.reject(new ChatError('validation', 'the host hands its users over')),
  signOut: () => Promise.resolve(),
}

/**
 * Joins the frame to its host page. Rejects with a ConfigError when the app is unknown, else with an error that says why this page
 * may not show it.
 */
export async function openEmbedding(
  { embed, backend }: Config,
  { screens, hrefOf, createHttp }: EmbeddingDeps,
): Promise<Embedding> {
  const query = new URLSearchParams(location.search)
  const { id, origins } = readEmbeddedApp(embed, query.get('app') ?? '', 'config.json')
  const host = shallowRef<EmbedHost>(
    decodeHost({ theme: query.get('theme'), locale: query.get('locale') }),
  )
  const startedAt = performance.now()
  const mayKeep = firstAct(document)
  const problem = shallowRef<HandOver['problem']['value']>('waiting')
  let onCall = (_name: string, _data: unknown): Promise<unknown> =>
    Promise.reject(new EmbedError('not-ready'))
  let onFocus = (): void => undefined
  let onIdentify = (): void => undefined
  let opened: Bridge | null = null

  // What is painted first has the host's colours.
  if (host.value.theme !== 'system') document.documentElement.dataset['theme'] = host.value.theme

  const bridge = await openBridge(
    { win: window, origins, now: Date.now, after: setTimeout },
    {
      onCall: (name, data) => onCall(name, data),
      onEvent(name, data) {
        if (name === 'host') host.value = decodeHost(data)
        else if (name === 'focus') onFocus()
        else if (name === 'identify') onIdentify()
      },
      onFlood() {
        opened?.tell('error', { code: 'too-many', message: 'More messages than are looked at.' })
      },
    },
  )
  opened = bridge
  const history = createPageHistory(hrefOf)

  /** What the app's stores know of the user who comes and goes. */
  let take: Parameters<typeof createIdentity>[1] | null = null
  const identity = createIdentity(
    {
      askToken: (reason) => bridge.call('token', { reason }, tokenTimeoutMs),
      handOver: (token) => handOver(backend, token, createHttp),
      pause,
    },
    {
      onUser: (...user) => take?.onUser(...user),
      onNobody: () => take?.onNobody(),
      onFailure: (error) => take?.onFailure(error),
    },
  )
  onIdentify = () => {
    identity.ask('start')
  }

  function install(app: App, { pinia, router, localization }: AppParts): void {
    const auth = useAuthStore(pinia)
    const chat = useChatStore(pinia)
    const drafts = useDraftStore(pinia)
    const preferences = usePreferenceStore(pinia)
    let user: string | null = null

    /** Nothing of the user who was there stays (E10). */
    function leave(): void {
      if (user === null) return
      for (const place of drafts.textById.keys()) drafts.write(place, '')
      user = null
      auth.signOut().catch(() => undefined)
    }

    take = {
      onUser(credentials, subject) {
        if (subject !== user) leave()
        user = subject
        problem.value = null
        auth.accept(credentials)
        void router.replace({ name: 'home' })
      },
      onNobody() {
        leave()
        problem.value = 'signedOut'
        void router.replace({ name: 'signIn' })
      },
      onFailure(error) {
        problem.value = 'failed'
        bridge.tell('error', { code: 'sign-in-failed', message: error.message })
      },
    }
    app.runWithContext(() => {
      follow()
    })
    app.provide(hostPageKey, hostPage())
    app.provide(handOverKey, {
      problem,
      retry() {
        identity.ask('start')
      },
    })
    app.onUnmount(bridge.close)
    identity.ask('start')

    function follow(): void {
      const { state } = tellFacts({ chat, tell: bridge.tell, host: () => host.value })
      const run = createCommands({ chat, drafts, router, listed, state })
      onCall = run
      watch(
        // Who has the focus changes often, and nothing of the look with it.
        () =>
          JSON.stringify([
            host.value.theme,
            host.value.locale,
            host.value.tokens,
            host.value.refused,
          ]),
        () => {
          const { theme, locale, tokens, refused } = host.value
          const style = document.documentElement.style
          const wrong = [...refused, ...applyTokens(style, tokens, CSS.supports.bind(CSS))]
          if (wrong.length > 0) {
            const message = `These tokens have no such name or value: ${wrong.join(', ')}.`
            bridge.tell('error', { code: 'invalid-theme', message })
          }
          const wanted = locale === '' ? 'system' : detectLocale([locale])
          preferences.choose({ theme, locale: wanted })
        },
        { immediate: true },
      )
      watch(
        () => auth.session,
        (session) => {
          if (session !== null || !auth.wasExpired) return
          problem.value = 'waiting'
          bridge.tell('auth-expired')
          identity.ask('refused')
        },
      )
      const stopFirst = watchEffect(() => {
        if (!chat.isLoaded) return
        bridge.tell('metric', { name: 'channels', value: performance.now() - startedAt })
        queueMicrotask(() => {
          stopFirst()
        })
      })
      document.addEventListener('click', onLink, true)
      void localization.loadRest().catch(() => undefined)
    }

    function listed(): Promise<void> {
      if (chat.isLoaded) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const stop = watch(
          () => chat.isLoaded,
          () => {
            stop()
            resolve()
          },
        )
        setTimeout(() => {
          stop()
          reject(new EmbedError('not-ready', 'There is no list of channels yet.'))
        }, listTimeoutMs)
      })
    }

    /** Links to elsewhere, where the host wants to be asked. */
    function onLink(event: MouseEvent): void {
      const link = event.target instanceof Element ? event.target.closest('a[target=_blank]') : null
      if (!(link instanceof HTMLAnchorElement) || !host.value.events.includes('link')) return
      event.preventDefault()
      const { href: url } = link
      void ask('link', { url }).then((isCancelled) => {
        if (!isCancelled) window.open(url, '_blank', 'noopener,noreferrer')
      })
    }
  }

  /** False where nobody answers in time. */
  async function ask(name: string, data: object): Promise<boolean> {
    if (!host.value.events.includes(name)) return false
    return bridge.call(name, data, askTimeoutMs).then(
      (answer) => answer === true,
      () => false,
    )
  }

  function hostPage(): HostPage {
    const attention = computed(() => ({
      hasFocus: host.value.hasFocus,
      isPanelOpen: host.value.isOpen,
    }))
    return {
      attention: () => attention.value,
      isFull: () => host.value.isFull,
      close() {
        bridge.tell('escape')
      },
      leave() {
        bridge.tell('leave')
      },
      notify({ body, ...notice }) {
        return ask('notification', host.value.includeBody ? { ...notice, body } : notice)
      },
    }
  }

  onFocus = () => {
    // A touch keyboard would cover what there is to read.
    if (isTouchDevice()) return
    const wanted = ['.chat-pane textarea', 'nav input', 'button']
    const found = wanted.map((one) => document.querySelector<HTMLElement>(one))
    found.find((one) => one?.checkVisibility() === true)?.focus({ preventScroll: true })
  }
  const storage = storageMode(bridge.origin, location.origin)
  bridge.tell('ready', { nonce: bridge.nonce, storage })
  return {
    scope: `embed:${id}:`,
    mayKeep,
    identity: {
      renewHanded: () => identity.renew(),
      // One frame holds this token alone.
      runAlone: (_name, run) => run(),
    },
    routing: {
      history,
      screens: { ...screens, signIn: () => import('../views/HandOverView.vue') },
      keptQuery: {},
    },
    openServices: (prefix) => ({
      ...openStorages(prefix, mayKeep),
      ...(backend.kind === 'signalr' ? { accounts: hostAccounts } : {}),
    }),
    install,
  }
}
