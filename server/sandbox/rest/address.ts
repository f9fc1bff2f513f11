/** Which room and which user a call is about (rocketchat.md §5.4). */
import type { Room, User } from '../world/types'
import type { World } from '../world/world'
import { failure, refused } from './answers'
import { refuse } from './route'
import { optional, text } from './shape'

export const ROOM = { roomId: optional(text), roomName: optional(text) }
export const PERSON = { userId: optional(text), username: optional(text), user: optional(text) }

export interface RoomAddress {
  readonly roomId: string | undefined
  readonly roomName: string | undefined
}

export type RoomType = 'c' | 'p' | 'd'

const TYPE_WORDS = { c: 'channel', p: 'group', d: 'direct message' } as const

/** Any room that the user may look into. */
export function findRoom(world: World, userId: string, address: RoomAddress): Room {
  const room = named(world, address)
  if (room !== undefined && world.canRead(userId, room)) return room
  const reason = 'The required "roomId" or "roomName" param provided does not match any room'
  return refuse(refused(reason, 'error-room-not-found'))
}

/** The same of one type. */
export function findRoomOfType(
  world: World,
  userId: string,
  address: RoomAddress,
  type: RoomType,
): Room {
  if (address.roomId === undefined && address.roomName === undefined) {
    const reason = 'The parameter "roomId" or "roomName" is required'
    refuse(refused(reason, 'error-roomid-param-not-provided'))
  }
  const room = named(world, address)
  if (room?.t === type && world.canRead(userId, room)) return room
  const reason = `The required "roomId" or "roomName" param provided does not match any ${TYPE_WORDS[type]}`
  return refuse(refused(reason, 'error-room-not-found'))
}

/** For what nobody does in a room that was archived. */
export function requireActive(room: Room): Room {
  if (room.archived !== true) return room
  return refuse(refused(`The channel, ${room.name ?? ''}, is archived`, 'error-room-archived'))
}

function named(world: World, { roomId, roomName }: RoomAddress): Room | undefined {
  if (roomId !== undefined) return world.store.rooms.get(roomId)
  return roomName === undefined ? undefined : world.store.roomByName(roomName)
}

export interface PersonAddress {
  readonly userId: string | undefined
  readonly username: string | undefined
  readonly user: string | undefined
}

export function findPerson(world: World, address: PersonAddress): User {
  const { userId, username = address.user } = address
  if (userId === undefined && username === undefined) {
    const reason = 'The required "userId" or "username" param was not provided'
    return refuse(refused(reason, 'error-user-param-not-provided'))
  }
  const user =
    userId === undefined ? world.store.userByName(username ?? '') : world.store.users.get(userId)
  if (user !== undefined) return user
  const reason = 'The required "userId" or "username" param provided does not match any users'
  return refuse(refused(reason, 'error-invalid-user'))
}

/** 403, as calls outside the model refuse. */
export function forbidden(): never {
  return refuse(failure(403, 'unauthorized'))
}
