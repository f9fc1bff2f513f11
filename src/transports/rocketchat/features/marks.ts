import type { Marks } from '../../../ports'
import { pageSize, toPage } from './paging'
import type { FeatureDeps } from '.'

/** rocketchat.md §5.7 */
export function createMarks(deps: FeatureDeps): Marks {
  const { rest } = deps
  const page = async (route: string, roomId: string, offset: number) =>
    toPage(await rest.get(route, { roomId, count: pageSize, offset }), 'messages', offset, deps)
  return {
    async setPinned(id, isPinned) {
      await rest.post(isPinned ? 'chat.pinMessage' : 'chat.unPinMessage', { messageId: id })
    },
    async setStarred(id, isStarred) {
      await rest.post(isStarred ? 'chat.starMessage' : 'chat.unStarMessage', { messageId: id })
    },
    async report(id, reason) {
      await rest.post('chat.reportMessage', { messageId: id, description: reason })
    },
    pinned: (id, offset) => page('chat.getPinnedMessages', id, offset),
    starred: (id, offset) => page('chat.getStarredMessages', id, offset),
  }
}
