import type { Channel, ServerEvent } from '../../domain'
import type { Realtime } from './realtime'
import type { Rest } from './rest'
import { translatePresences } from './streams'

/** One connection watches this many people at most; more would only be paid for, not seen. */
const maxWatchedPeers = 200

export interface PeerFollower {
  /** Learns the people of direct channels and follows those this connection does not follow yet. */
  follow(myId: string, channels: readonly Channel[]): Promise<void>
}

/**
 * Presence of the people I share direct channels with (rocketchat.md §3.8). `peerIds` outlives the connection, because
 * a fetch of changes does not name them again.
 */
export function createPeerFollower(deps: {
  readonly rest: Rest
  readonly realtime: Realtime
  readonly peerIds: Set<string>
  onEvent(event: ServerEvent): void
}): PeerFollower {
  const { rest, realtime, peerIds } = deps
  const followed = new Set<string>()

  return {
    async follow(myId, channels) {
      if (realtime.capabilities.presence === 'none') return
      for (const id of channels.flatMap((channel) => channel.directUserIds)) peerIds.add(id)
      const added = [...peerIds]
        .filter((id) => id !== myId && !followed.has(id))
        .slice(0, Math.max(0, maxWatchedPeers - followed.size))
      if (added.length === 0) return
      for (const id of added) followed.add(id)
      await realtime.watchPeople(added)
      const answer = await rest.get('users.presence', { ids: added.join(',') })
      for (const event of translatePresences(answer)) deps.onEvent(event)
    },
  }
}
