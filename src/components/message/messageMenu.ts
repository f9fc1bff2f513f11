import {
  CollectionTag,
  CopyDocument,
  Delete,
  Link,
  Message as Letter,
  Star,
  View,
  WarningFilled,
} from '@element-plus/icons-vue'
import type { Message, MessageRights } from '../../domain'
import type { Translate } from '../../i18n'
import type { MenuItem } from '../common/menu'

export type MessageMenuId =
  'copy' | 'copyLink' | 'star' | 'pin' | 'markUnread' | 'readers' | 'report' | 'remove'

/** What is asked of a message less often, and therefore stands in its menu. */
export function messageMenu(
  { text: typed, isStarred, isPinned }: Message,
  rights: MessageRights,
  hasLink: boolean,
  text: Translate,
): readonly MenuItem[] {
  const items: readonly (MenuItem & { readonly id: MessageMenuId; readonly isShown: boolean })[] = [
    { id: 'copy', label: text('actions.copy'), icon: CopyDocument, isShown: typed !== '' },
    { id: 'copyLink', label: text('actions.copyLink'), icon: Link, isShown: hasLink },
    {
      id: 'star',
      label: text(isStarred ? 'actions.unstar' : 'actions.star'),
      icon: Star,
      isShown: rights.mayMark,
    },
    {
      id: 'pin',
      label: text(isPinned ? 'actions.unpin' : 'actions.pin'),
      icon: CollectionTag,
      isShown: rights.mayPin,
    },
    {
      id: 'markUnread',
      label: text('actions.markUnread'),
      icon: Letter,
      isShown: rights.mayMarkUnread,
    },
    { id: 'readers', label: text('receipt.title'), icon: View, isShown: rights.mayListReaders },
    {
      id: 'report',
      label: text('actions.report'),
      icon: WarningFilled,
      startsGroup: true,
      isShown: rights.mayReport,
    },
    {
      id: 'remove',
      label: text('actions.remove'),
      icon: Delete,
      isDanger: true,
      startsGroup: true,
      isShown: rights.mayRemove,
    },
  ]
  return items.filter(({ isShown }) => isShown)
}
