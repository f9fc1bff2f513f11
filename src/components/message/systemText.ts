import type { SystemEvent, UserRef } from '../../domain'
import type { MessageKey, Translate } from '../../i18n'

/** What a system message says in plain words (S4). */
export function systemText(system: SystemEvent, author: UserRef, text: Translate): string {
  return text(systemKey(system), {
    author: authorName(author, text),
    detail: system.detail,
    role: system.role ?? '',
  })
}

function systemKey({ kind, detail }: SystemEvent): MessageKey {
  if (detail === '' && kind === 'topicChanged') return 'system.topicCleared'
  if (detail === '' && kind === 'announcementChanged') return 'system.announcementCleared'
  return `system.${kind}`
}

/** The name to show for a person, also for one who is gone. */
export function authorName(author: UserRef, text: Translate): string {
  const name = author.name === '' ? author.username : author.name
  return name === '' ? text('message.unknownAuthor') : name
}
