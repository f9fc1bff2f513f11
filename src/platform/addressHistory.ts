import type { AddressHistory } from '../ports'

interface EntryState {
  readonly previous: string | null
}

/** The browser's history, below `base`, which begins and ends with a slash. What lies beside it is `/`. */
export function createAddressHistory(base: string, page: Window): AddressHistory {
  const hrefOf = (address: string): string => base + address.replace(/^\/+/, '')

  function current(): string {
    const { pathname, search } = page.location
    return `/${pathname.startsWith(base) ? pathname.slice(base.length) : ''}${search}`
  }

  function previous(): string | null {
    const state = page.history.state as Partial<EntryState> | null
    return typeof state?.previous === 'string' ? state.previous : null
  }

  /** Browsers refuse entries that come too often: then the page is loaded there instead. */
  function write(kind: 'push' | 'replace', address: string, state: EntryState): void {
    const href = hrefOf(address)
    try {
      page.history[`${kind}State`](state, '', href)
    } catch {
      page.location[kind === 'push' ? 'assign' : 'replace'](href)
    }
  }

  return {
    get address() {
      return current()
    },
    get previous() {
      return previous()
    },
    push: (address) => write('push', address, { previous: current() }),
    replace: (address) => write('replace', address, { previous: previous() }),
    back: () => page.history.back(),
    listen(onMove) {
      page.addEventListener('popstate', onMove)
      return () => page.removeEventListener('popstate', onMove)
    },
    hrefOf,
  }
}
