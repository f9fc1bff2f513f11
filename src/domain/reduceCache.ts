import type { LocalEvent } from './event'
import { emptySequence, putMessage } from './messageSequence'
import { deleteIn, emptyMap, entriesOf, getIn, setIn } from './persistentMap'
import { applyChannel, applyMembership, armOnEntering } from './reduceChannels'
import { emptyState, emptyTimeline, type ChatState } from './state'

type CacheRestored = Extract<LocalEvent, { readonly type: 'cacheRestored' }>

/** Takes up what an earlier page knew, unless the truth is here already, or it is about somebody else. */
export function applyCache(state: ChatState, event: CacheRestored): ChatState {
  if (state.isComplete || state.isFromCache) return state
  if (state.me !== null && state.me.id !== event.me.id) return state
  const known = state.me === null ? { me: event.me, facts: event.facts } : {}
  let next: ChatState = { ...state, ...known, isFromCache: true }
  for (const channel of event.channels) next = applyChannel(next, channel)
  for (const membership of event.memberships) next = applyMembership(next, membership)
  let { timelines } = next
  for (const { channelId, messages } of event.pages) {
    const cached = messages.reduce(putMessage, emptySequence)
    timelines = setIn(timelines, channelId, { ...emptyTimeline, cached })
  }
  return { ...next, timelines }
}

/** The truth follows at once: nothing of the channels is kept, so that what is gone on the server is gone here. */
export function dropCache(state: ChatState): ChatState {
  if (!state.isFromCache) return state
  return { ...state, isFromCache: false, channels: emptyMap(), totals: emptyState.totals }
}

/** The first snapshot is in. A channel that was opened from the cache is opened anew: its divider belongs to the truth (R8). */
export function completeChannels(state: ChatState): ChatState {
  if (state.isComplete) return state
  const complete = { ...state, isComplete: true, timelines: knownTimelines(state) }
  return state.currentId === null ? complete : armOnEntering(complete, state.currentId)
}

/** Pages of channels that are gone go with them. */
function knownTimelines({ timelines, channels }: ChatState): ChatState['timelines'] {
  let known = timelines
  for (const [id] of entriesOf(timelines)) {
    if ((getIn(channels, id)?.membership ?? null) === null) known = deleteIn(known, id)
  }
  return known
}
