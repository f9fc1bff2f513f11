import type { Search } from '../../../ports'
import { pageSize, toPage } from './paging'
import type { FeatureDeps } from '.'

/** What the server would read as a regular expression (`/…/`), it is given as one that means just these words. */
const pattern = /^\/.+\/[imxs]*$/

/** `chat.search` (rocketchat.md §5.7) */
export function createSearch(deps: FeatureDeps): Search {
  return {
    async inChannel(roomId, words, offset) {
      const isPattern = pattern.test(words)
      const searchText = isPattern ? `/${words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}/i` : words
      const query = { roomId, searchText, count: pageSize, offset }
      return toPage(await deps.rest.get('chat.search', query), 'messages', offset, deps)
    },
  }
}
