/**
 * The demo world: its script is played into the tables message by message, so that counters, threads and
 * unread numbers follow from the same rules as on a running server, only at times that have passed.
 */
import { contentOf } from '../world/content'
import { factsOf, memberChange, parentOf, roomAfter, withReply } from '../world/delivery'
import { refOf, type Core } from '../world/core'
import { fileFields } from '../world/fileMessage'
import { quoteOf } from '../world/quotes'
import type { Message, Room, User } from '../world/types'
import type { World } from '../world/world'
import { createChance } from './chance'
import { seedAvatars } from './avatars'
import { seedFile } from './files'
import { DEMO_PEOPLE } from './people'
import { readUntil } from './readMarks'
import { ROOM_PLANS, type RoomPlan } from './rooms'
import { writeScript, type Happening } from './script'
import { createIds } from '../ids'

const SEED = 20_240
const ROOMS_AGE_MS = 30 * 86_400_000
const EDIT_DELAY_MS = 40_000

interface Stage {
  readonly core: Core
  readonly newId: () => string
  readonly rooms: ReadonlyMap<RoomPlan, string>
  readonly messageIds: Map<Happening, string>
  readonly lastRead: ReadonlyMap<string, number>
}

export function seedDemo(world: World): void {
  const { core } = world
  const now = core.clock.now()
  const ids = createIds(createChance(SEED).next)
  for (const { speaks: _, ...person } of DEMO_PEOPLE) world.users.add({ ...person, id: ids.id() })
  seedAvatars(core)
  const rooms = new Map(ROOM_PLANS.map((plan) => [plan, createRoom(world, plan, now)]))
  const stage: Stage = {
    core,
    newId: ids.id,
    rooms,
    messageIds: new Map(),
    lastRead: markRead(core, rooms, now),
  }
  for (const happening of writeScript(SEED, { now })) play(stage, happening)
  markSome(core)
}

const PINNED_ROOMS = ['design', 'release', 'product']
const MARKED_LENGTH = 40
/** Counted from the newest: far enough up not to be on the first screen. */
const MARKED_FROM = 20

/** In some rooms the owner has pinned a message; Ann has starred the one after it. */
function markSome(core: Core): void {
  const { _id: annId } = userNamed(core, 'ann')
  for (const name of PINNED_ROOMS) {
    const room = core.store.roomByName(name)
    const owner = room?.u
    if (room === undefined || owner === undefined) continue
    const [first, second] = [...core.store.timeline(room._id).newestFirst({})]
      .flatMap(({ id }) => core.store.messages.get(id) ?? [])
      .filter(({ t, tmid, msg }) => t === undefined && tmid === undefined && isLong(msg))
      .slice(MARKED_FROM)
    if (first !== undefined) {
      const { _id, username = '' } = owner
      const pinnedBy = { _id, username }
      const marks = { pinned: true, pinnedAt: first.ts, pinnedBy }
      core.store.putMessage({ ...first, ...marks, _updatedAt: core.clock.stamp() })
    }
    if (second !== undefined) {
      const starred = [{ _id: annId }]
      core.store.putMessage({ ...second, starred, _updatedAt: core.clock.stamp() })
    }
  }
}

/** Chinese says as much in half the letters. */
function isLong(text: string): boolean {
  return text.length * (/\p{Script=Han}/u.test(text) ? 2 : 1) >= MARKED_LENGTH
}

function createRoom(world: World, plan: RoomPlan, now: number): string {
  const memberIds = plan.members.map((username) => userNamed(world.core, username)._id)
  const createdAt = new Date(now - ROOMS_AGE_MS)
  const { type, id, name, fname, topic } = plan
  if (type === 'd') {
    const given = id === '' ? {} : { id }
    return world.rooms.createDirect({ ...given, memberIds, createdAt, openForAll: true })._id
  }
  const texts = {
    ...(fname === undefined ? {} : { fname }),
    ...(topic === undefined ? {} : { topic }),
  }
  return world.rooms.create({ id, type, name, memberIds, createdAt, ...texts })._id
}

/** Sets `ls` of everybody; what comes later in the script stays unread. By subscription id. */
function markRead(
  core: Core,
  rooms: ReadonlyMap<RoomPlan, string>,
  now: number,
): ReadonlyMap<string, number> {
  const marks = new Map<string, number>()
  for (const [plan, rid] of rooms) {
    for (const sub of core.store.subscriptionsOfRoom(rid).values()) {
      const until = readUntil(sub.u.username ?? '', plan.name || plan.members.join(' '), now)
      const times = { ts: new Date(now - ROOMS_AGE_MS), ls: new Date(until) }
      core.store.putSubscription({ ...sub, ...times, _updatedAt: new Date(until) })
      marks.set(sub._id, until)
    }
  }
  return marks
}

function play(stage: Stage, happening: Happening): void {
  const { core } = stage
  const room = core.store.rooms.get(stage.rooms.get(happening.plan) ?? '')
  if (room === undefined) return
  const message = messageOf(stage, happening, room)
  stage.messageIds.set(happening, message._id)
  core.store.putMessage(message)
  if (message.t === undefined) spread(stage, message, room)
  else core.store.putRoom({ ...room, msgs: (room.msgs ?? 0) + 1, _updatedAt: message.ts })
}

function spread({ core, lastRead }: Stage, message: Message, room: Room): void {
  const parent = parentOf(core, message)
  const change = memberChange(message, room, factsOf(core, message, room), parent)
  if (parent !== undefined) {
    core.store.putMessage({ ...withReply(parent, message), _updatedAt: message.ts })
  }
  core.store.putRoom({ ...roomAfter(core, room, message), _updatedAt: message.ts })
  for (const sub of [...core.store.subscriptionsOfRoom(room._id).values()]) {
    if (message.ts.getTime() <= (lastRead.get(sub._id) ?? 0)) continue
    core.store.putSubscription({ ...change(sub), _updatedAt: message.ts })
  }
}

function messageOf(stage: Stage, happening: Happening, room: Room): Message {
  const { core, newId, messageIds } = stage
  const ts = new Date(happening.at)
  const user = userNamed(core, happening.username)
  const base = { _id: newId(), rid: room._id, ts, u: refOf(user), _updatedAt: ts }
  if (happening.type !== undefined) {
    return { ...base, t: happening.type, msg: happening.text, groupable: false }
  }
  const tmid = happening.replyTo && messageIds.get(happening.replyTo)
  const isPlain = happening.file === undefined
  return {
    ...base,
    ...contentOf(core, isPlain ? happening.text : ''),
    ...(tmid === undefined ? {} : { tmid }),
    ...(happening.isEdited === true ? editedBy(user, happening.at) : {}),
    ...(happening.reactions === undefined ? {} : { reactions: reactionsOf(core, happening) }),
    ...(isPlain ? quoting(stage, happening, room) : attachment(stage, happening, room, user)),
  }
}

function editedBy({ _id, username }: User, at: number) {
  return { editedAt: new Date(at + EDIT_DELAY_MS), editedBy: { _id, username } }
}

function reactionsOf(core: Core, { reactions = [] }: Happening): NonNullable<Message['reactions']> {
  return Object.fromEntries(
    reactions.map(({ emoji, usernames }) => {
      const names = usernames.map((username) => userNamed(core, username).name)
      return [emoji, { usernames, names }]
    }),
  )
}

/** Stores the file and describes it as Rocket.Chat does (rocketchat.md §4.5); the text is its caption. */
function attachment(
  { core, newId }: Stage,
  { file: name = '', text, at }: Happening,
  room: Room,
  user: User,
): Partial<Message> {
  const uploadedAt = new Date(at)
  const upload = { _id: newId(), rid: room._id, userId: user._id, ...seedFile(name), uploadedAt }
  core.store.putUpload(upload)
  return fileFields(upload, text)
}

function quoting({ core, messageIds }: Stage, { quotes }: Happening, room: Room): Partial<Message> {
  const quoted = quotes && core.store.messages.get(messageIds.get(quotes) ?? '')
  if (quoted === undefined) return {}
  const link = `/channel/${room.name ?? room._id}?msg=${quoted._id}`
  return { attachments: [quoteOf(core, quoted, link)] }
}

function userNamed(core: Core, username: string): User {
  const user = core.store.userByName(username)
  if (user === undefined) throw new Error(`the script names an unknown user: ${username}`)
  return user
}
