/** Which channels and people the clients of one user want to hear of, and that the line is asked once for each. */
import type { Stop } from '../../../src/ports'
import { groups } from './audiences'
import type { Client } from './client'
import { codeOf } from './errors'
import type { Line } from './line'

export interface Watches {
  /** Resolves when Rocket.Chat has acknowledged; rejects with its ChatError, and then nothing is watched. */
  watchRoom(client: Client, rid: string, line: Line): Promise<void>
  unwatchRoom(client: Client, rid: string): void
  /** As `watchRoom`. */
  watchPeople(client: Client, uids: readonly string[], line: Line): Promise<void>
  unwatchPeople(client: Client, uids: readonly string[], line: Line | null): void
  /** How many clients watch it. */
  roomWatchers(rid: string): number
  personWatchers(uid: string): number
  /**
   * Asks a new line for everything again; the one that is up, if any, keeps what it has. A channel that is refused now
   * is dropped; rejects with a ChatError when the line breaks meanwhile.
   */
  reissue(line: Line): Promise<void>
}

interface RoomWatch {
  readonly clients: Set<Client>
  /** By the line that is up, or was asked last. */
  acknowledged: Promise<Stop>
}

export function createWatches(userName: string): Watches {
  const rooms = new Map<string, RoomWatch>()
  const people = new Map<string, Set<Client>>()
  /** Of the newest wish: Rocket.Chat answers in order. */
  let peopleAcknowledged = Promise.resolve()

  function removeFromRoom(client: Client, rid: string): void {
    client.rooms.delete(rid)
    client.connection.leave(groups.roomWatchers(userName, rid))
    const room = rooms.get(rid)
    if (room?.clients.delete(client) !== true || room.clients.size > 0) return
    rooms.delete(rid)
    // What was refused needs no end.
    room.acknowledged.then(
      (stop) => stop(),
      () => undefined,
    )
  }

  function removeFromPerson(client: Client, uid: string): boolean {
    client.people.delete(uid)
    client.connection.leave(groups.personWatchers(userName, uid))
    const watchers = people.get(uid)
    if (watchers?.delete(client) !== true || watchers.size > 0) return false
    return people.delete(uid)
  }

  /** The watch stays with the line that it has until the new one has acknowledged. */
  async function reissueRoom(rid: string, room: RoomWatch, line: Line): Promise<void> {
    try {
      const stop = await line.watchRoom(rid)
      if (rooms.get(rid) === room) room.acknowledged = Promise.resolve(stop)
      else stop()
    } catch (error) {
      if (codeOf(error) !== 'error-not-allowed') throw error
      for (const client of [...room.clients]) removeFromRoom(client, rid)
    }
  }

  function unwatchPeople(client: Client, uids: readonly string[], line: Line | null): void {
    const removed = uids.filter((uid) => removeFromPerson(client, uid))
    // A line that breaks forgets them anyway.
    if (removed.length > 0) line?.watchPeople([], removed).catch(() => undefined)
  }

  return {
    async watchRoom(client, rid, line) {
      let room = rooms.get(rid)
      if (room === undefined) {
        room = { clients: new Set(), acknowledged: line.watchRoom(rid) }
        rooms.set(rid, room)
      }
      room.clients.add(client)
      client.rooms.add(rid)
      // Before the answer: what happens from now on is in no fetch that begins earlier.
      client.connection.join(groups.roomWatchers(userName, rid))
      try {
        await room.acknowledged
      } catch (error) {
        removeFromRoom(client, rid)
        throw error
      }
    },
    unwatchRoom: removeFromRoom,
    async watchPeople(client, uids, line) {
      const unknown = uids.filter((uid) => !people.has(uid))
      const fresh = uids.filter((uid) => !client.people.has(uid))
      for (const uid of fresh) {
        const watchers = people.get(uid) ?? new Set()
        people.set(uid, watchers.add(client))
        client.people.add(uid)
        client.connection.join(groups.personWatchers(userName, uid))
      }
      if (unknown.length > 0) peopleAcknowledged = line.watchPeople(unknown, [])
      const asked = peopleAcknowledged
      try {
        await asked
      } catch (error) {
        if (peopleAcknowledged === asked) peopleAcknowledged = Promise.resolve()
        unwatchPeople(client, fresh, null)
        throw error
      }
    },
    unwatchPeople,
    roomWatchers: (rid) => rooms.get(rid)?.clients.size ?? 0,
    personWatchers: (uid) => people.get(uid)?.size ?? 0,
    async reissue(line) {
      const asked = [...rooms].map(([rid, room]) => reissueRoom(rid, room, line))
      const uids = [...people.keys()]
      if (uids.length > 0) asked.push(line.watchPeople(uids, []))
      const failed = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
      peopleAcknowledged = Promise.resolve()
    },
  }
}
