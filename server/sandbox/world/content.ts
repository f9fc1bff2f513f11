/** What the server makes of a text: its tree, whom and what it mentions, its links (SM in rocketchat.md). */
import { collectReferences } from '../md/collect'
import { parseMd } from '../md/parse'
import type { Core } from './core'
import type { Message } from './types'

export type Content = Required<Pick<Message, 'msg' | 'md' | 'mentions' | 'channels' | 'urls'>>

export function contentOf(core: Core, text: string): Content {
  const md = parseMd(text, {
    isUser: (name) => core.store.userByName(name) !== undefined,
    isEmoji: (name) => core.store.emojiNamed(name) !== undefined,
    isChannel: (name) => core.store.roomByName(name) !== undefined,
  })
  const found = collectReferences(md)
  return {
    msg: text,
    md,
    mentions: [...found.users].flatMap((name) => mention(core, name)),
    channels: [...found.channels].flatMap((name) => {
      const room = core.store.roomByName(name)
      return room === undefined ? [] : [{ _id: room._id, name }]
    }),
    urls: [...found.urls].map((url) => ({ url, meta: {} })),
  }
}

function mention(core: Core, name: string): Content['mentions'] {
  if (name === 'all' || name === 'here') return [{ _id: name, username: name }]
  const user = core.store.userByName(name)
  if (user === undefined) return []
  return [{ _id: user._id, username: user.username, name: user.name, type: 'user' }]
}
