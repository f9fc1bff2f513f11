import { ChatError } from '../../../domain'
import type { Memberships } from '../../../ports'
import { familyOf } from './family'
import type { FeatureDeps } from '.'

export function createMemberships({ rest }: FeatureDeps): Memberships {
  async function notify(roomId: string, notifications: Record<string, string>): Promise<void> {
    await rest.post('rooms.saveNotification', { roomId, notifications })
  }

  return {
    async setFavorite(roomId, favorite) {
      await rest.post('rooms.favorite', { roomId, favorite })
    },
    setMuted: (id, isMuted) => notify(id, { disableNotifications: isMuted ? '1' : '0' }),
    setUnreadHidden: (id, isHidden) => notify(id, { hideUnreadStatus: isHidden ? '1' : '0' }),
    setNotifyAbout: (id, about) =>
      notify(id, { desktopNotifications: about, mobilePushNotifications: about }),
    async setHidden(channel, isHidden) {
      const { id, kind } = channel
      try {
        await rest.post(isHidden ? 'rooms.hide' : 'rooms.open', { roomId: id })
      } catch (error) {
        const isOlder = error instanceof ChatError && error.kind === 'notFound'
        if (!isOlder || kind === 'livechat') throw error
        // Before `rooms.hide` came (rocketchat.md §5.3).
        await rest.post(`${familyOf(channel)}.${isHidden ? 'close' : 'open'}`, { roomId: id })
      }
    },
    async leave(roomId) {
      await rest.post('rooms.leave', { roomId })
    },
  }
}
