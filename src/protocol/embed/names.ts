/** What is asked for and told through the port: docs/protocol/embed.md, B12 to B30. */

/** What the host's commands ask of the frame. */
export type EmbedCommand =
  | { readonly name: 'openChannel'; readonly channel: string; readonly messageId: string | null }
  | { readonly name: 'openDirect'; readonly username: string }
  | { readonly name: 'compose'; readonly text: string }
  | { readonly name: 'markRead'; readonly channel: string }
  | { readonly name: 'getState' }

export type EmbedMode = 'light' | 'dark' | 'system'

/** Names of the properties that a host may set, each with the kind of value it takes (B20). */
export const themeTokens = {
  accent: 'color',
  onAccent: 'color',
  surface: 'color',
  surfaceList: 'color',
  text: 'color',
  textQuiet: 'color',
  line: 'color',
  radius: 'border-radius',
  font: 'font-family',
} as const

export type ThemeToken = keyof typeof themeTokens

/** What only the host page knows, and what it wishes for (B14). Sent whole after each change. */
export interface EmbedHost {
  /** The user sees the panel. */
  readonly isOpen: boolean
  /** The host's window, or the frame, has the focus. */
  readonly hasFocus: boolean
  /** The panel fills the window and has nothing around it that closes it. */
  readonly isFull: boolean
  /** Names of events that somebody listens to. */
  readonly events: readonly string[]
  /** Texts of messages are told as well. */
  readonly includeBody: boolean
  /** `unread` names the channels. */
  readonly perChannel: boolean
  readonly theme: EmbedMode
  /** Only of known names, and only what can be no more than a value. */
  readonly tokens: Readonly<Partial<Record<ThemeToken, string>>>
  /** Names of tokens that were left out. */
  readonly refused: readonly string[]
  /** A language tag; empty for the user's own. */
  readonly locale: string
}

/** Why a token is asked for: there is none, it is about to end, or it was refused. */
export type TokenReason = 'start' | 'expiring' | 'refused'

/** Longest texts that may come, in UTF-16 units. */
const limits = { name: 256, text: 20_000, locale: 35, token: 128, jwt: 8_192 } as const
const mostEvents = 32

/** A command as it came; null when it is none, or an argument is missing, of another kind or too long (B12). */
export function decodeCommand(name: string, args: unknown): EmbedCommand | null {
  const [first, second] = Array.isArray(args) ? (args as readonly unknown[]) : []
  switch (name) {
    case 'openChannel': {
      const { messageId = null } = fieldsOf(second)
      const isSound =
        isText(first, limits.name) && (messageId === null || isText(messageId, limits.name))
      return isSound ? { name, channel: first, messageId: messageId } : null
    }
    case 'openDirect':
      return isText(first, limits.name) ? { name, username: first } : null
    case 'compose':
      return isText(first, limits.text) ? { name, text: first } : null
    case 'markRead':
      return isText(first, limits.name) ? { name, channel: first } : null
    case 'getState':
      return { name }
    default:
      return null
  }
}

/** Whatever is missing or of another kind is as if the host had said nothing of it. */
export function decodeHost(data: unknown): EmbedHost {
  const fields = fieldsOf(data)
  const { events, theme, tokens, locale } = fields
  const given = Object.entries(fieldsOf(tokens))
  const sound = given.filter(([name, value]) => Object.hasOwn(themeTokens, name) && isValue(value))
  const names: readonly unknown[] = Array.isArray(events) ? events.slice(0, mostEvents) : []
  return {
    isOpen: fields.isOpen === true,
    hasFocus: fields.hasFocus === true,
    isFull: fields.isFull === true,
    events: names.filter((one): one is string => isText(one, limits.name)),
    includeBody: fields.includeBody === true,
    perChannel: fields.perChannel === true,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    tokens: Object.fromEntries(sound), // each was looked at
    refused: given
      .filter((one) => !sound.includes(one))
      .map(([name]) => name.slice(0, limits.name)),
    locale: isText(locale, limits.locale) ? locale : '',
  }
}

/** A JWT by its form; null for anything else. Nothing is verified: the server does that. */
export function decodeToken(value: unknown): string | null {
  return isText(value, limits.jwt) && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(value) ? value : null
}

/** An object with the properties of what came; none of a list or of what is no object. */
function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data)
  return isObject ? (data as Readonly<Record<string, unknown>>) : {}
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most
}

/** Neither a function of CSS that fetches or computes, nor the end of a declaration. */
function isValue(value: unknown): boolean {
  return isText(value, limits.token) && !/[;{}<>\\@]|url|image|expression|var\(|\/\*/i.test(value)
}
