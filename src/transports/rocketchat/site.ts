import { safeLinkUrl } from '../../domain'
import type { ServerAddress } from './serverAddress'
import type { Site } from './translateMessage'

/** Addresses of pictures and files on one server. */
export function createSite(address: ServerAddress): Site & { myUsername: string } {
  return {
    myUsername: '',
    resolveUrl(target) {
      if (target === '') return null
      if (target.startsWith('/') && !target.startsWith('//')) return address.url + target
      return /^https?:\/\//i.test(target) ? safeLinkUrl(target) : null
    },
    avatarUrl(username) {
      if (username === '') return null
      return `${address.url}/avatar/${encodeURIComponent(username)}`
    },
  }
}
