import type { ChannelId, Timestamp } from './ids'
import { deleteIn, entriesOf, getIn, setIn } from './persistentMap'
import type { ChatState, Typist } from './state'
import type { UserRef } from './user'

const none: readonly Typist[] = []

/** A typist that is renewed, or one that stopped: then `until` is in the past and the entry goes. */
export function applyTypist(state: ChatState, id: ChannelId, typist: Typist): ChatState {
  const { me } = state
  if (typist.name === me?.username || typist.name === me?.name) return state
  const before = getIn(state.typists, id) ?? none
  const others = before.filter((one) => one.name !== typist.name)
  if (typist.until > 0) return withTypists(state, id, [...others, typist])
  return others.length === before.length ? state : withTypists(state, id, others)
}

/** Drops the entries that were not renewed. `at` is the time now, by this machine's clock. */
export function expireTypists(state: ChatState, at: Timestamp): ChatState {
  let next = state
  for (const [id, typists] of entriesOf(state.typists)) {
    const current = typists.filter((one) => one.until > at)
    if (current.length !== typists.length) next = withTypists(next, id, current)
  }
  return next
}

/** Who wrote has stopped typing; the server tells typists by username or by real name. */
export function withoutTypist(state: ChatState, id: ChannelId, author: UserRef): ChatState {
  const byUsername = applyTypist(state, id, { name: author.username, until: 0 })
  return applyTypist(byUsername, id, { name: author.name, until: 0 })
}

function withTypists(state: ChatState, id: ChannelId, typists: readonly Typist[]): ChatState {
  const map = typists.length === 0 ? deleteIn(state.typists, id) : setIn(state.typists, id, typists)
  return { ...state, typists: map }
}
