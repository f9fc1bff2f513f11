import type { TaskFailure } from '../../composables/task'
import type { Translate } from '../../i18n'
import { failureText } from './failureText'

/** What happened and what to do, for what was asked of a channel or of people. */
export function taskFailureText({ kind, code }: TaskFailure, text: Translate): string {
  if (code === 'nameTaken') return text('rooms.nameTaken')
  if (code === 'nameRefused') return text('rooms.nameRefused')
  if (code === 'lastOwner') return text('rooms.lastOwner')
  return failureText(kind, text)
}
