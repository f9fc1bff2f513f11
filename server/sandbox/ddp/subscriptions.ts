/** The wire subscriptions of one connection (rocketchat.md §1.5, §3.1, §3.8). */
import { isRecord } from '../rest/shape'
import type { World } from '../world/world'
import { MeteorError, toDdpError } from './errors'
import type { Family } from './methods'
import { checkMayListen, streamOf } from './publications'
import type { Listener, Registry } from './registry'

export interface SubscriptionDeps {
  readonly sessionId: string
  readonly family: Family
  readonly world: World
  readonly registry: Registry
  userId: () => string | null
  /** Sends one frame object. */
  tell: (frame: object) => void
  /** Sends a finished frame. */
  send: (text: string) => void
}

export interface Subscriptions {
  /** A second subscription under a known id is ignored. */
  add: (id: string, name: string, params: readonly unknown[]) => void
  remove: (id: string) => void
  /** Checks every subscription again after the user of the connection has changed. */
  rerun: () => void
  clear: () => void
}

interface Subscription {
  readonly stream: string
  readonly event: string
  readonly listener: Listener
}

const PRESENCE = 'user-presence'

export function createSubscriptions(deps: SubscriptionDeps): Subscriptions {
  const active = new Map<string, Subscription>()
  const watch = createWatch(deps)

  const refuse = (id: string, error: unknown): void => {
    deps.tell({ msg: 'nosub', id, error: toDdpError(error) })
  }
  const forget = (id: string): boolean => {
    const known = active.get(id)
    if (known === undefined) return false
    deps.registry.remove(known.stream, known.event, known.listener)
    return active.delete(id)
  }
  const listen = (id: string, stream: string, params: readonly unknown[]): void => {
    const event = typeof params[0] === 'string' ? params[0] : ''
    checkMayListen(deps.world, stream, event, deps.userId())
    const { sessionId, userId, send } = deps
    const listener = { sessionId, userId, send }
    active.set(id, { stream, event, listener })
    deps.registry.add(stream, event, listener)
    if (deps.family === 'monolith' && usesCollection(params[1])) {
      deps.tell({
        msg: 'added',
        collection: `stream-${stream}`,
        id: 'id',
        fields: { eventName: event },
      })
    }
    deps.tell({ msg: 'ready', subs: [id] })
  }
  return {
    add(id, name, params) {
      if (active.has(id) || watch.mainId() === id) return
      const stream = streamOf(name)
      try {
        if (stream === null) throw new MeteorError(404, `Subscription '${name}' not found`)
        if (stream === PRESENCE) watch.add(id, params)
        else listen(id, stream, params)
      } catch (error) {
        refuse(id, error)
      }
    },
    remove(id) {
      const wasKnown = watch.remove(id) || forget(id)
      if (wasKnown || deps.family === 'monolith') deps.tell({ msg: 'nosub', id })
    },
    rerun() {
      for (const [id, { stream, event }] of [...active]) {
        try {
          checkMayListen(deps.world, stream, event, deps.userId())
          deps.tell({ msg: 'ready', subs: [id] })
        } catch (error) {
          forget(id)
          refuse(id, error)
        }
      }
    },
    clear() {
      for (const id of [...active.keys()]) forget(id)
      watch.clear()
    },
  }
}

function usesCollection(options: unknown): boolean {
  return options === true || (isRecord(options) && options.useCollection === true)
}

/** The first presence subscription lasts; later ones only change whom it watches, and end at once. */
function createWatch(deps: SubscriptionDeps) {
  let mainId: string | null = null
  const watched = new Set<string>()
  const listener: Listener = { sessionId: deps.sessionId, userId: deps.userId, send: deps.send }
  const unwatch = (uid: string): void => {
    if (watched.delete(uid)) deps.registry.remove(PRESENCE, uid, listener)
  }
  const change = (options: unknown): void => {
    if (!isRecord(options)) return
    const { added, removed } = isRecord(options.args) ? options.args : options
    for (const uid of textsOf(added)) {
      watched.add(uid)
      deps.registry.add(PRESENCE, uid, listener)
    }
    textsOf(removed).forEach(unwatch)
  }
  const clear = (): void => {
    ;[...watched].forEach(unwatch)
    mainId = null
  }
  return {
    mainId: () => mainId,
    add(id: string, [, options]: readonly unknown[]) {
      if (deps.userId() === null) throw new MeteorError('not-allowed')
      change(options)
      if (mainId === null) {
        mainId = id
        deps.tell({ msg: 'ready', subs: [id] })
      } else deps.tell({ msg: 'nosub', id })
    },
    remove(id: string): boolean {
      const isMain = mainId === id
      if (isMain) clear()
      return isMain
    },
    clear,
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
