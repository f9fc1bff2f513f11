import { toChatError, type ChannelId, type Message } from '../domain'
import type { Page } from '../ports/features'

export type SearchChannel = (
  channelId: ChannelId,
  words: string,
  offset: number,
) => Promise<Page<Message>>

/** A page of what is found; the first has the offset 0. */
export type SearchPage = (words: string, offset: number) => Promise<Page<Message>>

/** Servers count the searches of a user within a minute: a page asks so many channels. */
const channelsPerPage = 8

/**
 * Searches one channel after the other, for back ends that search no other way. A page has the first messages found in each of the
 * next channels, in the order of the channels; its offsets count channels. A channel that may not be searched, or is gone, has
 * nothing. Any other failure ends a page early, and is told by the next one.
 */
export function searchEverywhere(
  channelIds: readonly ChannelId[],
  searchChannel: SearchChannel,
): SearchPage {
  return async (words, offset) => {
    const ids = channelIds.slice(offset, offset + channelsPerPage)
    const answers = await Promise.all(ids.map((id) => settled(searchChannel(id, words, 0))))
    const failedAt = answers.findIndex(({ failure }) => failure !== null)
    const failure = answers[failedAt]?.failure ?? null
    if (failedAt === 0 && failure !== null) throw failure
    const end = offset + (failedAt > 0 ? failedAt : ids.length)
    return {
      items: answers.slice(0, end - offset).flatMap(({ items }) => items),
      nextOffset: end < channelIds.length ? end : null,
      total: null,
    }
  }
}

interface Answer {
  readonly items: readonly Message[]
  readonly failure: Error | null
}

async function settled(page: Promise<Page<Message>>): Promise<Answer> {
  try {
    return { items: (await page).items, failure: null }
  } catch (error) {
    const failure = toChatError(error)
    const isClosed = failure.kind === 'permission' || failure.kind === 'notFound'
    return { items: [], failure: isClosed ? null : failure }
  }
}
