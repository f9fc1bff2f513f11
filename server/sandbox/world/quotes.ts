/** A link to a message of this server shows what that message says (rocketchat.md §4.5). */
import { canRead, isEnabled, numberSetting, type Core } from './core'
import { without, type Message, type MessageAttachment } from './types'

type Quoting = Pick<Message, 'urls' | 'attachments'>

/** The links and attachments of a text by this user: one quote per link to a message that the user may see. */
export function withQuotes(
  core: Core,
  userId: string,
  urls: NonNullable<Message['urls']>,
  attachments: Message['attachments'],
): Quoting {
  const quotes = new Map(
    urls.flatMap(({ url }) => {
      const quoted = linkedMessage(core, userId, url)
      return quoted === null ? [] : [[url, quoteOf(core, quoted, url)] as const]
    }),
  )
  const others = (attachments ?? []).filter(({ message_link = '' }) => !quotes.has(message_link))
  const all = [...others, ...quotes.values()]
  return {
    urls: urls.map((one) => (quotes.has(one.url) ? { ...one, ignoreParse: true } : one)),
    ...(all.length === 0 && attachments === undefined ? {} : { attachments: all }),
  }
}

function linkedMessage(core: Core, userId: string, url: string): Message | null {
  const site = String(core.store.settings.get('Site_Url'))
  if (site === '' || !url.startsWith(site) || !URL.canParse(url)) return null
  const message = core.store.messages.get(new URL(url).searchParams.get('msg') ?? '')
  const room = message && core.store.rooms.get(message.rid)
  if (message === undefined || room === undefined) return null
  return canRead(core, userId, room) ? message : null
}

/** What shows this message above another text; `url` is its link. */
export function quoteOf(core: Core, message: Message, url: string): MessageAttachment {
  const { msg, md, u, ts } = message
  const name = isEnabled(core, 'UI_Use_Real_Name') ? (u.name ?? u.username) : u.username
  return {
    message_link: url,
    text: msg,
    ...(md === undefined ? {} : { md }),
    author_name: name ?? '',
    author_icon: avatarPath(u.username),
    ts,
    attachments: shortened(
      message.attachments ?? [],
      numberSetting(core, 'Message_QuoteChainLimit'),
    ),
  }
}

/** Site-relative. */
export function avatarPath(username = ''): string {
  return `/avatar/${encodeURIComponent(username)}`
}

/** `limit` quotes hang on one another at most, the outermost counted. */
function shortened(
  attachments: readonly MessageAttachment[],
  limit: number,
): readonly MessageAttachment[] {
  if (limit < 2) return []
  return attachments.map((one) => {
    const { message_link, attachments: inner } = one
    if (message_link === undefined || inner === undefined) return one
    return limit < 3
      ? without(one, 'attachments')
      : { ...one, attachments: shortened(inner, limit - 1) }
  })
}
