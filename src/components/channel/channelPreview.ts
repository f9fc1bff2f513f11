import { parseContent, type LastMessage } from '../../domain'
import type { Translate } from '../../i18n'
import { flatText } from './flatText'
import { authorName, systemText } from '../message/systemText'

const maxLength = 120

/** The line under a channel's name: who wrote what, on one line. */
export function channelPreview(
  last: LastMessage | null,
  myUsername: string,
  text: Translate,
): string {
  if (last === null) return text('preview.none')
  if (last.isDeleted) return text('preview.deleted')
  if (last.system !== null) return systemText(last.system, last.author, text)
  const said = oneLine(last.text)
  const body =
    said === '' && last.attachmentCount > 0
      ? text('preview.attachment', { count: last.attachmentCount })
      : said
  if (last.author.username === myUsername) return text('preview.own', { text: body })
  return text('preview.by', { author: authorName(last.author, text), text: body })
}

function oneLine(message: string): string {
  return flatText(parseContent(message.slice(0, maxLength * 2))).slice(0, maxLength)
}
