import type { Governing } from '../../../ports'
import { date, object, text } from '../fields'
import { translateUserRef } from '../translateMessage'
import { familyOf } from './family'
import { naming } from './names'
import type { FeatureDeps } from '.'

/** rocketchat.md §5.3 */
export function createGoverning({ rest, site }: FeatureDeps): Governing {
  return {
    async details(roomId) {
      const room = object(await rest.get('rooms.info', { roomId }), 'room')
      return {
        description: text(room, 'description'),
        createdAt: date(room, 'ts'),
        creator: translateUserRef(room.u, site),
      }
    },
    async change(rid, { name, topic, description, announcement, isReadOnly }) {
      const settings = {
        ...(name === undefined ? {} : { roomName: name }),
        ...(topic === undefined ? {} : { roomTopic: topic }),
        ...(description === undefined ? {} : { roomDescription: description }),
        ...(announcement === undefined ? {} : { roomAnnouncement: announcement }),
        ...(isReadOnly === undefined ? {} : { readOnly: isReadOnly }),
      }
      await naming(rest.post('rooms.saveRoomSettings', { rid, ...settings }))
    },
    async setArchived(channel, isArchived) {
      const call = isArchived ? 'archive' : 'unarchive'
      await rest.post(`${familyOf(channel)}.${call}`, { roomId: channel.id })
    },
  }
}
