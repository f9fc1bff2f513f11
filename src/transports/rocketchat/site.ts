import { safeLinkUrl } from '../../domain'
import { encodePart } from './query'
import type { Site } from './translateMessage'

/** Addresses of pictures and files below the root of one server. */
export function createSite(rootUrl: string): Site & { myId: string; myUsername: string } {
  return {
    myId: '',
    myUsername: '',
    resolveUrl(target) {
      if (target === '') return null
      if (target.startsWith('/') && !target.startsWith('//')) return rootUrl + target
      return /^https?:\/\//i.test(target) ? safeLinkUrl(target) : null
    },
    avatarUrl(username) {
      if (username === '') return null
      return `${rootUrl}/avatar/${encodePart(username)}`
    },
  }
}
