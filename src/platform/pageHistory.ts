import type { AddressHistory } from '../ports'

/**
 * A history of the page's own, for a frame: what is gone through in it is no step of the page around it.
 * @param hrefOf what a link to an address holds
 */
export function createPageHistory(hrefOf: (address: string) => string): AddressHistory {
  const addresses = ['/']
  let onMove: (() => void) | null = null
  return {
    get address() {
      return addresses.at(-1) ?? '/'
    },
    get previous() {
      return addresses.at(-2) ?? null
    },
    push(address) {
      addresses.push(address)
      if (addresses.length > mostKept) addresses.shift()
    },
    replace(address) {
      addresses.splice(-1, 1, address)
    },
    back() {
      if (addresses.length < 2) return
      addresses.pop()
      queueMicrotask(() => onMove?.())
    },
    listen(listener) {
      onMove = listener
      return () => {
        onMove = null
      }
    },
    hrefOf,
  }
}

const mostKept = 100
