/** What may be asked of the relay. Whatever is not named here does not exist. */

/** A request that is passed on to Rocket.Chat. */
export interface PassRule {
  readonly method: 'GET' | 'POST'
  /** `*` stands for one segment. */
  readonly pattern: string
  /** What the answer has to be. */
  readonly answer: 'json' | 'file'
  /** True for what is the same for everybody. */
  readonly mayUseAgent: boolean
  /** From which setting of `files.public` on it is passed on without a token; null: never. */
  readonly publicFrom: 'avatars' | 'all' | null
  /** A form with a file, which is streamed; else JSON. Of POST only. */
  readonly takes: 'json' | 'upload'
  /** `admin`: for users with the host's role, made with the agent's account. */
  readonly needs: 'user' | 'admin'
  /** `profile`: leaves what the host and the relay know the user by untouched. */
  readonly checks?: 'profile'
}

export type Operation = 'healthz' | 'readyz' | 'metrics'
export type Service = 'Authenticate' | 'Verify'

export type Target =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly route: string }
  | { readonly kind: 'service'; readonly service: Service; readonly route: string }
  | {
      readonly kind: 'pass'
      readonly rule: PassRule
      readonly route: string
      /** For the upstream, encoded anew, with the query. */
      readonly path: string
    }

export type PassTarget = Extract<Target, { kind: 'pass' }>

/** What the app's `transports/rocketchat` asks for, save log-in and log-out, which are the relay's own. */
const json = (method: 'GET' | 'POST', name: string, mayUseAgent = false): PassRule => ({
  method,
  pattern: `/api/v1/${name}`,
  answer: 'json',
  mayUseAgent,
  publicFrom: null,
  takes: 'json',
  needs: 'user',
})
const admin = (name: string): PassRule => ({ ...json('POST', name), needs: 'admin' })
const file = (pattern: string, publicFrom: 'avatars' | 'all'): PassRule => ({
  method: 'GET',
  pattern,
  answer: 'file',
  mayUseAgent: publicFrom === 'avatars',
  publicFrom,
  takes: 'json',
  needs: 'user',
})

const READS: readonly string[] = [
  'rooms.info',
  'rooms.autocomplete.channelAndPrivate',
  'rooms.autocomplete.channelAndPrivate.withPagination',
  'rooms.membersOrderedByRole',
  'rooms.isMember',
  'rooms.nameExists',
  'rooms.getDiscussions',
  'subscriptions.getOne',
  'channels.list',
  'channels.list.joined',
  'channels.info',
  'groups.info',
  'channels.members',
  'groups.members',
  'im.members',
  'channels.roles',
  'groups.roles',
  'channels.files',
  'groups.files',
  'im.files',
  'directory',
  'chat.search',
  'chat.getPinnedMessages',
  'chat.getStarredMessages',
  'chat.getMentionedMessages',
  'chat.getDeletedMessages',
  'chat.getDiscussions',
  'chat.getThreadsList',
  'chat.syncThreadsList',
  'chat.getThreadMessages',
  'chat.syncThreadMessages',
  'chat.getMessageReadReceipts',
  'chat.ignoreUser',
  'users.info',
  'users.autocomplete',
  'users.getStatus',
  'users.getPreferences',
  'permissions.listAll',
  'roles.list',
  'emoji-custom.list',
  'commands.list',
  'commands.preview',
]

const WRITES: readonly string[] = [
  'rooms.favorite',
  'rooms.hide',
  'rooms.open',
  'rooms.leave',
  'rooms.join',
  'rooms.saveNotification',
  'rooms.saveRoomSettings',
  'rooms.changeArchivationState',
  'rooms.delete',
  'rooms.createDiscussion',
  'rooms.muteUser',
  'rooms.unmuteUser',
  'im.close',
  'im.open',
  'im.leave',
  'chat.pinMessage',
  'chat.unPinMessage',
  'chat.starMessage',
  'chat.unStarMessage',
  'chat.reportMessage',
  'chat.followMessage',
  'chat.unfollowMessage',
  'users.setStatus',
  'users.setPreferences',
  'users.resetAvatar',
  'commands.run',
]

/** The same for public and private channels. */
const CHANNEL_WRITES: readonly string[] = [
  'create',
  'invite',
  'kick',
  'leave',
  'close',
  'open',
  'rename',
  'setTopic',
  'setDescription',
  'setAnnouncement',
  'setReadOnly',
  'setType',
  'addOwner',
  'removeOwner',
  'addModerator',
  'removeModerator',
  'addLeader',
  'removeLeader',
  'archive',
  'unarchive',
  'delete',
]

export const passRules: readonly PassRule[] = [
  json('GET', 'me'),
  json('GET', 'settings.public', true),
  json('GET', 'rooms.get'),
  json('GET', 'subscriptions.get'),
  json('POST', 'subscriptions.read'),
  json('POST', 'subscriptions.unread'),
  json('GET', 'channels.history'),
  json('GET', 'groups.history'),
  json('GET', 'im.history'),
  json('POST', 'im.create'),
  json('POST', 'channels.join'),
  json('GET', 'spotlight'),
  json('GET', 'chat.syncMessages'),
  json('GET', 'chat.getMessage'),
  json('POST', 'chat.sendMessage'),
  json('POST', 'chat.update'),
  json('POST', 'chat.delete'),
  json('POST', 'chat.react'),
  json('GET', 'users.presence'),
  ...READS.map((name) => json('GET', name)),
  ...WRITES.map((name) => json('POST', name)),
  ...CHANNEL_WRITES.flatMap((name) => [
    json('POST', `channels.${name}`),
    json('POST', `groups.${name}`),
  ]),
  json('POST', 'method.call/readThreads'),
  { ...json('POST', 'users.updateOwnBasicInfo'), checks: 'profile' },
  { ...json('POST', 'users.setAvatar'), takes: 'upload' },
  { ...json('POST', 'rooms.media/*'), takes: 'upload' },
  json('POST', 'rooms.mediaConfirm/*/*'),
  { ...json('POST', 'rooms.upload/*'), takes: 'upload' },
  admin('users.create'),
  admin('users.update'),
  admin('users.setActiveStatus'),
  admin('users.delete'),
  file('/avatar/*', 'avatars'),
  file('/emoji-custom/*', 'avatars'),
  file('/file-upload/*/*', 'all'),
]

const SERVICES = '/api/services/app/Im/'
const ownTargets: Readonly<Record<string, Target>> = {
  'GET /healthz': { kind: 'operation', operation: 'healthz', route: '/healthz' },
  'GET /readyz': { kind: 'operation', operation: 'readyz', route: '/readyz' },
  'GET /metrics': { kind: 'operation', operation: 'metrics', route: '/metrics' },
  [`POST ${SERVICES}Authenticate`]: {
    kind: 'service',
    service: 'Authenticate',
    route: `${SERVICES}Authenticate`,
  },
  [`POST ${SERVICES}Verify`]: { kind: 'service', service: 'Verify', route: `${SERVICES}Verify` },
}

/** Null when there is no such thing. The path is compared as it was sent: nothing is decoded or tidied first. */
export function targetOf(method: string, url: string): Target | null {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark)
  const own = `${method} ${path}`
  if (Object.hasOwn(ownTargets, own)) return ownTargets[own] ?? null
  for (const rule of passRules) {
    const upstreamPath = rule.method === method ? matchPath(rule.pattern, path) : null
    if (upstreamPath === null) continue
    return { kind: 'pass', rule, route: rule.pattern, path: upstreamPath + query }
  }
  return null
}

function matchPath(pattern: string, path: string): string | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const segments = wanted.map((part, index) => {
    const segment = given[index] ?? ''
    if (part === '*') return cleanSegment(segment)
    return part === segment ? part : null
  })
  return segments.includes(null) ? null : segments.join('/')
}

/** Dots that climb, hidden slashes, controls and what would still be encoded after decoding are refused. */
function cleanSegment(segment: string): string | null {
  const text = decoded(segment)
  if (text === null || text === '' || text === '.' || text === '..') return null
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[/\\\u0000-\u001f\u007f]|%[0-9a-f]{2}/i.test(text)) return null
  return encodeURIComponent(text)
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

const TOKEN_KEYS = new Set([
  'access_token',
  'accesstoken',
  'authtoken',
  'enc_auth_token',
  'token',
  'chat_token',
  'rc_token',
  'rc_uid',
  'resumetoken',
  'x-auth-token',
])

/** Addresses end up in logs: a token in one is refused, whether or not anybody would read it. */
export function hasTokenInQuery(url: string): boolean {
  const mark = url.indexOf('?')
  if (mark < 0) return false
  const keys = [...new URLSearchParams(url.slice(mark + 1)).keys()]
  return keys.some((key) => TOKEN_KEYS.has(key.toLowerCase()))
}

const BODY_TIMEOUT_MS = 60_000
const UPLOAD_TIMEOUT_MS = 15 * 60_000

/** How long the body of a request may take to come in. */
export function bodyTimeoutMs(method: string, url: string): number {
  const target = targetOf(method, url)
  const isUpload = target?.kind === 'pass' && target.rule.takes === 'upload'
  return isUpload ? UPLOAD_TIMEOUT_MS : BODY_TIMEOUT_MS
}
