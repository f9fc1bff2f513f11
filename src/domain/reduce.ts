import type { ChatEvent } from './event'
import { applyCache, completeChannels, dropCache } from './reduceCache'
import {
  applyAttention,
  applyChannel,
  applyDismissed,
  applyEntered,
  applyMarkedRead,
  applyMarkedUnread,
  applyMembership,
  applyReadUpTo,
  applyReleased,
  applyTold,
  applyUnclear,
  dropChannel,
  dropMembership,
  dropUnreadMark,
} from './reduceChannels'
import {
  discardRefusedChanges,
  discardWish,
  moveWish,
  queueWish,
  restoreWishes,
  reviseWish,
} from './reduceOutbox'
import {
  applyHistory,
  applyHistoryFetch,
  applyMessage,
  applyMessageRemoved,
  applyMessagesRead,
  dropTimeline,
  replaceHistory,
  trimHistory,
} from './reduceTimelines'
import { expireTypists, applyTypist } from './reduceTyping'
import { applyWhisper, dropWhisper } from './reduceWhispers'
import { setIn } from './persistentMap'
import type { ChatState } from './state'

/**
 * Folds one fact into the state. Pure, and the same object comes back when the fact changes nothing. Its cost does
 * not grow with the number of channels or messages. Never throws for data.
 */
export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'signedIn':
      return { ...state, me: event.me, facts: event.facts, capabilities: event.capabilities }
    case 'channelsFetched':
      return completeChannels(state)
    case 'cacheRestored':
      return applyCache(state, event)
    case 'cacheDropped':
      return dropCache(state)
    case 'channelUpserted':
      return applyChannel(state, event.channel)
    case 'channelRemoved':
      return dropChannel(state, event.channelId)
    case 'membershipUpserted':
      return applyMembership(state, event.membership)
    case 'membershipRemoved':
      return dropMembership(state, event.channelId)
    case 'messageUpserted':
      return applyMessage(state, event.message)
    case 'messageRemoved':
      return discardRefusedChanges(
        applyMessageRemoved(state, event.channelId, event.messageId),
        event.channelId,
        event.messageId,
      )
    case 'historyChanged':
      return state
    case 'presenceChanged': {
      const presences = setIn(state.presences, event.userId, event.presence)
      return presences === state.presences ? state : { ...state, presences }
    }
    case 'ownNameChanged':
      return state.me === null ? state : { ...state, me: { ...state.me, name: event.name } }
    case 'messagesRead':
      return applyMessagesRead(state, event.channelId, event.upTo, event.rootId)
    case 'whispered':
      return applyWhisper(state, event.message)
    case 'whisperDismissed':
      return dropWhisper(state, event.messageId)
    case 'typingChanged':
      return applyTypist(state, event.channelId, event.typist)
    case 'typingExpired':
      return expireTypists(state, event.at)
    case 'historyRequested':
      return applyHistoryFetch(state, event.channelId, { status: 'loading', gap: event.gap })
    case 'historyFailed':
      return applyHistoryFetch(state, event.channelId, {
        status: 'failed',
        gap: event.gap,
        kind: event.kind,
        details: event.details,
      })
    case 'historyLoaded':
      return applyHistory(state, event.channelId, event.parts)
    case 'historyReplaced':
      return replaceHistory(state, event.channelId, event.parts)
    case 'historyTrimmed':
      return trimHistory(state, event.channelId, event.view)
    case 'timelineDropped':
      return dropTimeline(state, event.channelId)
    case 'channelEntered':
      return applyEntered(state, event.channelId)
    case 'attentionChanged':
      return applyAttention(state, event.isAttended)
    case 'readUpTo':
      return applyReadUpTo(state, event.channelId, event.position)
    case 'markedRead':
      return applyMarkedRead(state, event.channelId, event.position)
    case 'markedUnread':
      return applyMarkedUnread(state, event.channelId, event.before)
    case 'readingTold':
      return applyTold(state, event.channelId, { ...event.position, knownAt: null })
    case 'readingUnclear':
      return applyUnclear(state, event.channelId)
    case 'readingRefused':
      return applyTold(state, event.channelId, null)
    case 'unreadDismissed':
      return applyDismissed(state, event.upTo)
    case 'heldReleased':
      return applyReleased(state, event.channelId, event.messageId)
    case 'unreadMarkDropped':
      return dropUnreadMark(state, event.channelId)
    case 'wishQueued':
      return queueWish(state, event.wish)
    case 'wishesRestored':
      return restoreWishes(state, event.wishes)
    case 'wishMoved':
      return moveWish(state, event.channelId, event.wishId, event)
    case 'wishRevised':
      return reviseWish(state, event.wish)
    case 'wishDiscarded':
      return discardWish(state, event.channelId, event.wishId)
    case 'outboxUnkept':
      return state.isOutboxKept ? { ...state, isOutboxKept: false } : state
  }
}
