import type { Search } from '../../../ports'
import { pageSize, toPage } from './paging'
import type { FeatureDeps } from '.'

/** `chat.search` (rocketchat.md §5.7): what looks like a regular expression is one there, and is searched for as it stands. */
export function createSearch(deps: FeatureDeps): Search {
  return {
    async inChannel(roomId, words, offset) {
      const searchText = /^\/.*\/[a-z]*$/i.test(words) ? ` ${words}` : words
      const query = { roomId, searchText, count: pageSize, offset }
      return toPage(await deps.rest.get('chat.search', query), 'messages', offset, deps)
    },
  }
}
