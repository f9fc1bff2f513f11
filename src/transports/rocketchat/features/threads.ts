import { ChatError, toChatError } from '../../../domain'
import type { Threads } from '../../../ports'
import { number, objects, text } from '../fields'
import type { Rest } from '../rest'
import { pageSize, toPage } from './paging'
import type { FeatureDeps } from '.'

const repliesPerPage = 100

/** rocketchat.md §5.7, Threads */
export function createThreads(deps: FeatureDeps): Threads {
  const { rest, readMessages } = deps
  return {
    async list(rid, filter, offset) {
      const type = filter === 'all' ? {} : { type: filter }
      const query = { rid, ...type, count: pageSize, offset }
      return toPage(await rest.get('chat.getThreadsList', query), 'threads', offset, deps)
    },
    async replies(tmid, skip) {
      const query = { tmid, count: repliesPerPage, offset: skip }
      const answer = await rest.get('chat.getThreadMessages', query)
      const records = objects(answer, 'messages')
      return {
        messages: readMessages(records),
        total: number(answer, 'total') ?? skip + records.length,
      }
    },
    async setFollowed(mid, isFollowed) {
      await rest.post(isFollowed ? 'chat.followMessage' : 'chat.unfollowMessage', { mid })
    },
    async markRead(rid, tmid) {
      try {
        await callMethod(rest, 'readThreads', [tmid])
      } catch (error) {
        const { kind } = toChatError(error)
        if (kind !== 'notFound' && kind !== 'validation') throw error
        await rest.post('subscriptions.read', { rid, readThreads: true })
      }
    },
  }
}

/** A DDP method by REST (§5.10), for what has no endpoint of its own. */
async function callMethod(rest: Rest, method: string, params: readonly unknown[]): Promise<void> {
  const message = JSON.stringify({ msg: 'method', id: '1', method, params })
  const answer = await rest.post(`method.call/${method}`, { message })
  if (text(answer, 'message').includes('"error":')) throw new ChatError('validation', 'refused')
}
