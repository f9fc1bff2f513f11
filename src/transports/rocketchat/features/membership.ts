import { ChatError, type ChannelKind } from '../../../domain'
import type { Memberships } from '../../../ports'
import type { FeatureDeps } from '.'

/** The routes that each kind of room had of its own before `rooms.hide` came (rocketchat.md §5.3). */
const familyOf: Readonly<Record<Exclude<ChannelKind, 'livechat'>, string>> = {
  public: 'channels',
  private: 'groups',
  direct: 'im',
}

export function createMemberships({ rest }: FeatureDeps): Memberships {
  async function notify(roomId: string, name: string, isSet: boolean): Promise<void> {
    const notifications = { [name]: isSet ? '1' : '0' }
    await rest.post('rooms.saveNotification', { roomId, notifications })
  }

  return {
    async setFavorite(roomId, favorite) {
      await rest.post('rooms.favorite', { roomId, favorite })
    },
    setMuted: (id, isMuted) => notify(id, 'disableNotifications', isMuted),
    setUnreadHidden: (id, isHidden) => notify(id, 'hideUnreadStatus', isHidden),
    async setHidden({ id, kind }, isHidden) {
      try {
        await rest.post(isHidden ? 'rooms.hide' : 'rooms.open', { roomId: id })
      } catch (error) {
        const isOlder = error instanceof ChatError && error.kind === 'notFound'
        if (!isOlder || kind === 'livechat') throw error
        await rest.post(`${familyOf[kind]}.${isHidden ? 'close' : 'open'}`, { roomId: id })
      }
    },
    async leave(roomId) {
      await rest.post('rooms.leave', { roomId })
    },
  }
}
