/** Threads (rocketchat.md §5.7). */
import type { Message } from '../world/types'
import type { World } from '../world/world'
import { refused, success } from './answers'
import { messagePage, messagesOf, readableRoom } from './lists'
import { clampCount, pageOf, PAGING, sortedBy } from './paging'
import { refuse, route, type Route } from './route'
import { filled, isoDate, oneOf, optional, text } from './shape'

export const threadRoutes: readonly Route[] = [
  route(
    'GET',
    'chat.getThreadsList',
    {
      rid: text,
      type: optional(oneOf('following', 'unread')),
      text: optional(text),
      query: optional(text),
      fields: optional(text),
      ...PAGING,
    },
    ({ world, user, input }) => {
      requireThreads(world)
      const { _id } = readableRoom(world, user._id, input.rid)
      const unread = world.store.subscription(_id, user._id)?.tunread ?? []
      const term = input.text?.toLowerCase() ?? ''
      const threads = messagesOf(world, _id, (message) => {
        if (input.type === 'unread' && !unread.includes(message._id)) return false
        if (input.type === 'following' && message.replies?.includes(user._id) !== true) return false
        return message.tcount !== undefined && message.msg.toLowerCase().includes(term)
      })
      const newest = sortedBy(threads, '{"tlm":-1}')
      return messagePage(user._id, newest, input, 'threads')
    },
  ),
  route(
    'GET',
    'chat.syncThreadsList',
    { rid: filled, updatedSince: isoDate },
    ({ world, user, input }) => {
      requireThreads(world)
      const { _id } = readableRoom(world, user._id, input.rid)
      const { update } = world.reading.messagesSince(_id, input.updatedSince)
      return success({
        threads: { update: update.filter(({ tcount }) => tcount !== undefined), remove: [] },
      })
    },
  ),
  route(
    'GET',
    'chat.getThreadMessages',
    { tmid: filled, aroundId: optional(text), ...PAGING },
    ({ world, user, input }) => {
      const replies = repliesOf(world, requireThread(world, user._id, input.tmid))
      const offset = input.offset ?? offsetAround(replies, input.aroundId, input.count)
      const { items, ...counts } = pageOf(sortedBy(replies, input.sort), { ...input, offset })
      return success({ messages: items, ...counts })
    },
  ),
  route(
    'GET',
    'chat.syncThreadMessages',
    { tmid: filled, updatedSince: isoDate, ...PAGING },
    ({ world, user, input }) => {
      const { _id, rid } = requireThread(world, user._id, input.tmid)
      const { update, remove } = world.reading.messagesSince(rid, input.updatedSince)
      return success({
        messages: {
          update: update.filter(({ tmid }) => tmid === _id),
          remove: remove.filter(({ tmid }) => tmid === _id),
        },
      })
    },
  ),
  route('POST', 'chat.followMessage', { mid: filled }, ({ world, user, input }) => {
    world.threads.follow(user._id, input.mid)
    return success({})
  }),
  route('POST', 'chat.unfollowMessage', { mid: filled }, ({ world, user, input }) => {
    world.threads.unfollow(user._id, input.mid)
    return success({})
  }),
]

function requireThreads(world: World): void {
  if (world.store.settings.get('Threads_enabled') === true) return
  refuse(refused('Threads Disabled', 'error-not-allowed'))
}

function requireThread(world: World, userId: string, tmid: string): Message {
  requireThreads(world)
  const root = world.store.messages.get(tmid)
  if (root === undefined) return refuse(refused('Invalid Message', 'error-invalid-message'))
  readableRoom(world, userId, root.rid)
  return root
}

/** Oldest first. */
function repliesOf(world: World, { _id, rid }: Message): readonly Message[] {
  return messagesOf(world, rid, ({ tmid }) => tmid === _id).toReversed()
}

/** Such that the reply `aroundId` stands in the middle of its page. */
function offsetAround(
  replies: readonly Message[],
  aroundId: string | undefined,
  count: number | undefined,
): number {
  const index = replies.findIndex(({ _id }) => _id === aroundId)
  return Math.max(0, index - Math.floor(clampCount(count) / 2))
}
