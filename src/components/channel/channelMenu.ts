import {
  Bell,
  Check,
  CircleCheck,
  Filter,
  Hide,
  Link,
  Message as Letter,
  MuteNotification,
  Star,
  StarFilled,
  SwitchButton,
} from '@element-plus/icons-vue'
import {
  channelTitle,
  hasNews,
  messageAt,
  timelineOf,
  type ChannelEntry,
  type ChatState,
  type MessageId,
} from '../../domain'
import type { Translate } from '../../i18n'
import type { MenuItem } from '../common/menu'

export type ChannelAct =
  'markRead' | 'markUnread' | 'favorite' | 'mute' | 'hideUnread' | 'copyLink' | 'hide' | 'leave'

/** What can be done with a channel, in the order of its menu. */
export function channelMenu(
  entry: ChannelEntry,
  state: ChatState,
  text: Translate,
): readonly (MenuItem & { readonly id: ChannelAct })[] {
  const { membership } = entry
  if (membership === null) return []
  const { isFavorite, isMuted, isUnreadHidden } = membership
  const canMark = state.capabilities.markUnread !== 'none' && unreadStart(entry, state) !== null
  const canArrange = state.capabilities.membership !== 'none'
  const all: readonly (MenuItem & { readonly id: ChannelAct; readonly isThere: boolean })[] = [
    {
      id: 'markRead',
      isThere: hasNews(entry),
      label: text('channel.markRead'),
      icon: CircleCheck,
    },
    {
      id: 'markUnread',
      isThere: !hasNews(entry) && canMark,
      label: text('channel.markUnread'),
      icon: Letter,
    },
    {
      id: 'favorite',
      isThere: canArrange,
      label: text(isFavorite ? 'channel.unfavorite' : 'channel.favorite'),
      icon: isFavorite ? StarFilled : Star,
    },
    {
      id: 'mute',
      isThere: canArrange,
      label: text(isMuted ? 'channel.unmute' : 'channel.mute'),
      icon: isMuted ? Bell : MuteNotification,
    },
    {
      id: 'hideUnread',
      // What is muted shows its mentions only.
      isThere: canArrange && !isMuted,
      label: text('channel.mentionsOnly'),
      icon: isUnreadHidden ? Check : Filter,
      isChecked: isUnreadHidden,
    },
    { id: 'copyLink', isThere: true, label: text('actions.copyLink'), icon: Link },
    {
      id: 'hide',
      isThere: canArrange,
      label: text('channel.hide'),
      icon: Hide,
      startsGroup: true,
    },
    {
      id: 'leave',
      isThere: canArrange && mayLeave(entry),
      label: text('channel.leave', { name: channelTitle(entry) }),
      icon: SwitchButton,
      isDanger: true,
    },
  ]
  return all.filter(({ isThere }) => isThere)
}

/** Two people cannot leave each other; they can hide it. */
function mayLeave({ membership, channel }: ChannelEntry): boolean {
  return membership?.kind !== 'direct' || (channel?.directUserIds.length ?? 0) > 2
}

/** The newest message that can be unread: none of mine (R7). Null when none is known. */
export function unreadStart(entry: ChannelEntry, state: ChatState): MessageId | null {
  const isOthers = ({ author }: { readonly author: { readonly id: string } }): boolean =>
    author.id !== state.me?.id
  const { sequence, isLoaded } = timelineOf(state, entry.id)
  for (let index = sequence.length - 1; isLoaded && index >= 0; index -= 1) {
    const message = messageAt(sequence, index)
    if (message !== undefined && message.system === null && isOthers(message)) return message.id
  }
  const last = entry.channel?.lastMessage ?? null
  return last !== null && last.system === null && isOthers(last) ? last.id : null
}
