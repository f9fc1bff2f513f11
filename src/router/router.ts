import {
  inject,
  shallowRef,
  type App,
  type Component,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import type { AddressHistory } from '../ports'
import { admit, screenOf, type Screen } from './admission'
import { formatAddress, parseAddress, type Place, type Query, type Route } from './address'

export interface RouterDeps {
  readonly history: AddressHistory
  /** The code of each screen; asked for when it is first shown. */
  readonly screens: Readonly<Record<Screen, () => Promise<{ readonly default: Component }>>>
  /** Part of every address. */
  readonly keptQuery: Query
  /** Takes up the session that was kept; true when there is one. Asked at each navigation. */
  resumeSession(): boolean
  /** The code of a screen could not be loaded. What was shown before stays. */
  onFailure(error: unknown): void
}

/** A place, and what its address says besides. */
export type Target = Place & { readonly query?: Query }

export interface Router {
  /** Where the user is. It changes together with `screen`. */
  readonly route: Readonly<ShallowRef<Route>>
  /** What is shown there; null until the first one has been loaded. */
  readonly screen: Readonly<ShallowRef<Component | null>>
  /** Goes to where the address leads, and listens to the history. */
  start(): Promise<void>
  /**
   * Leads to the target, or to where `admit` sends instead. Resolves when it is shown, when a later navigation took
   * its place, or after `onFailure`. Where the user is already, nothing happens.
   */
  push(target: Target): Promise<void>
  /** Like `push`, without an entry of its own in the history. */
  replace(target: Target): Promise<void>
  /** Leads home: back, where home is the page before. */
  goHome(): Promise<void>
  /** What a link to the target holds. */
  hrefOf(target: Target): string
  /** Provides the router to the app, and stops listening when that ends. */
  install(app: App): void
}

export function createRouter({ history, screens, ...deps }: RouterDeps): Router {
  const route = shallowRef(parseAddress(history.address))
  const screen = shallowRef<Component | null>(null)
  const loaded = new Map<Screen, Component>()
  let latest = 0
  let isGoingBack = false
  let stopListening = (): void => undefined

  function routeOf({ query, ...place }: Target): Route {
    return { ...place, query: { ...query, ...deps.keptQuery } }
  }

  const admitted = (wanted: Route): Route => routeOf(admit(wanted, deps.resumeSession()))

  async function go(write: 'push' | 'replace', wanted: Route): Promise<void> {
    latest += 1
    isGoingBack = false
    const turn = latest
    const name = screenOf(admitted(wanted))
    try {
      if (!loaded.has(name)) loaded.set(name, (await screens[name]()).default)
    } catch (error) {
      if (turn === latest) deps.onFailure(error)
      return
    }
    if (turn !== latest) return
    // The session may have ended while the screen was loading.
    const next = admitted(wanted)
    if (screenOf(next) === name) show(write, next)
    else await go(write, wanted)
  }

  function show(write: 'push' | 'replace', next: Route): void {
    const address = formatAddress(next)
    if (address !== history.address) history[write](address)
    if (address !== formatAddress(route.value)) route.value = next
    screen.value = loaded.get(screenOf(next)) ?? null
  }

  const follow = (): Promise<void> => go('replace', routeOf(parseAddress(history.address)))
  const push = (target: Target): Promise<void> => go('push', routeOf(target))

  const router: Router = {
    route,
    screen,
    start() {
      stopListening()
      stopListening = history.listen(() => void follow())
      return follow()
    },
    push,
    replace: (target) => go('replace', routeOf(target)),
    async goHome() {
      if (isGoingBack) return
      const { previous } = history
      if (previous === null || parseAddress(previous).name !== 'home') return push({ name: 'home' })
      isGoingBack = true
      history.back()
    },
    hrefOf: (target) => history.hrefOf(formatAddress(routeOf(target))),
    install(app) {
      app.provide(routerKey, router)
      app.onUnmount(() => {
        latest += 1
        stopListening()
      })
    },
  }
  return router
}

const routerKey: InjectionKey<Router> = Symbol('router')

/** Throws when the app was started without its router. */
export function useRouter(): Router {
  const router = inject(routerKey, null)
  if (router === null) throw new Error('The app was started without its router.')
  return router
}
