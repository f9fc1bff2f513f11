/** Status from sockets (rocketchat.md §4.7): the first one makes a user online, the last one offline after a while. */
import type { Schedule } from './schedule'
import type { World } from './world/world'

export interface Presence {
  /** What the connection of a user says of itself; null when it is gone. */
  report: (sessionId: string, userId: string, status: 'online' | 'away' | null) => void
  /** Ends the waiting; what is reported afterwards changes nothing. */
  stop: () => void
}

export function createPresence(world: World, schedule: Schedule, offlineDelayMs: number): Presence {
  const connections = new Map<string, Map<string, 'online' | 'away'>>()
  const leaving = new Map<string, () => void>()
  let isStopped = false
  const settle = (userId: string): void => {
    leaving.delete(userId)
    world.users.setConnections(userId, [...(connections.get(userId)?.values() ?? [])])
  }
  return {
    report(sessionId, userId, status) {
      if (isStopped) return
      const own = connections.get(userId) ?? new Map<string, 'online' | 'away'>()
      connections.set(userId, own)
      if (status === null) own.delete(sessionId)
      else own.set(sessionId, status)
      leaving.get(userId)?.()
      if (own.size > 0) settle(userId)
      else
        leaving.set(
          userId,
          schedule(offlineDelayMs, () => settle(userId)),
        )
    },
    stop() {
      isStopped = true
      for (const cancel of leaving.values()) cancel()
      leaving.clear()
    },
  }
}
