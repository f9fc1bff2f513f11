import type { KeyValueStorage } from '../ports'
import { createLaterStorage } from '../platform/laterStorage'
import { createMemoryStorage, createWebStorage } from '../platform/storage'

/** What the browser lets a frame keep (E14). */
export type StorageMode = 'memory' | 'partitioned' | 'first-party'

export interface FrameStorages {
  readonly tabStorage: KeyValueStorage
  readonly deviceStorage: KeyValueStorage
  /** Tokens are in memory alone (E8). */
  readonly credentialStorage: KeyValueStorage
}

/** Nothing is kept before the user has done something in the frame. */
export function openStorages(prefix: string, mayKeep: Promise<void>): FrameStorages {
  const later = (open: () => Storage): KeyValueStorage =>
    createLaterStorage(
      (key) => attempt(() => open().getItem(prefix + key)) ?? null,
      () => createWebStorage(open, prefix),
      mayKeep,
    )
  return {
    tabStorage: later(() => sessionStorage),
    deviceStorage: later(() => localStorage),
    credentialStorage: createMemoryStorage(),
  }
}

/**
 * Whether what is kept is shared with the app where it stands alone. Browsers do not tell: pages whose names end alike are
 * taken for one site.
 * @param hostOrigin of the page around the frame
 */
export function storageMode(hostOrigin: string, ownOrigin: string): StorageMode {
  if (attempt(() => localStorage.length) === undefined) return 'memory'
  return siteOf(hostOrigin) === siteOf(ownOrigin) ? 'first-party' : 'partitioned'
}

function siteOf(origin: string): string {
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${hostname.split('.').slice(-2).join('.')}`
}

/** Resolves with the first thing that the user does in the document. */
export function firstAct(document: Document): Promise<void> {
  return new Promise((resolve) => {
    const events = ['pointerdown', 'keydown', 'touchstart'] as const
    const done = (): void => {
      for (const name of events) document.removeEventListener(name, done, true)
      resolve()
    }
    for (const name of events) document.addEventListener(name, done, true)
  })
}

/** undefined when the browser throws: storage that is blocked is no error of the app. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
