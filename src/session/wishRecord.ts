import {
  channelId,
  messageId,
  type MessageId,
  type FileContent,
  type PendingFile,
  type Wish,
  type WishFailure,
} from '../domain'

/** A wish as it is stored. Another version of the app may have written it: it is decoded when it is read. */
export type WishRecord = Readonly<Record<string, unknown>>

export function toRecord({ state, ...kept }: Wish): WishRecord {
  const hasFailed = state === 'failed'
  return kept.kind === 'file' ? { ...kept, hasFailed, sentBytes: 0 } : { ...kept, hasFailed }
}

export function isSameRecord(a: WishRecord, b: WishRecord): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}

const failures: ReadonlySet<unknown> = new Set<WishFailure>([
  'notAllowed',
  'tooLong',
  'rejected',
  'changed',
  'fileTooLarge',
  'fileTypeRefused',
  'fileUnreadable',
])

/** null for what cannot be read. */
export function readWish(value: unknown): Wish | null {
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Readonly<Record<string, unknown>>
  const { id, channelId: channel, messageId: message, queuedAt, hasFailed, failure } = fields
  if (typeof id !== 'string' || typeof channel !== 'string' || typeof message !== 'string')
    return null
  return readKind(fields, {
    id,
    channelId: channelId(channel),
    messageId: messageId(message),
    queuedAt: typeof queuedAt === 'number' ? queuedAt : 0,
    state: hasFailed === true ? 'failed' : 'queued',
    failure: failures.has(failure) ? (failure as WishFailure) : null,
  })
}

type Base = Pick<Wish, 'channelId' | 'messageId' | 'queuedAt' | 'state' | 'failure'> & {
  readonly id: string
}

function readKind(fields: Readonly<Record<string, unknown>>, base: Base): Wish | null {
  const { kind, text, writtenAfter, baseEditedAt, emoji, isSet } = fields
  switch (kind) {
    case 'send':
      if (typeof text !== 'string' || typeof writtenAfter !== 'number') return null
      return {
        ...base,
        kind,
        id: base.messageId,
        text,
        writtenAfter,
        rootId: idOrNull(fields.rootId),
        isInTimeline: fields.isInTimeline !== false,
        quotedId: idOrNull(fields.quotedId),
      }
    case 'file':
      return readFile(fields, base)
    case 'edit':
      if (typeof text !== 'string') return null
      return {
        ...base,
        kind,
        text,
        baseEditedAt: typeof baseEditedAt === 'number' ? baseEditedAt : null,
        quotedId: idOrNull(fields.quotedId),
      }
    case 'react':
      if (typeof emoji !== 'string' || typeof isSet !== 'boolean') return null
      return { ...base, kind, emoji, isSet }
    case 'remove':
      return { ...base, kind }
    default:
      return null
  }
}

function readFile(fields: Readonly<Record<string, unknown>>, base: Base): PendingFile | null {
  const { text, name, content, uploadId, isAtOnce, writtenAfter, isUnwanted } = fields
  if (typeof text !== 'string' || typeof name !== 'string' || !isContent(content)) return null
  if (typeof writtenAfter !== 'number') return null
  return {
    ...base,
    kind: 'file',
    id: base.messageId,
    rootId: idOrNull(fields.rootId),
    text,
    name,
    content,
    uploadId: typeof uploadId === 'string' ? uploadId : null,
    isAtOnce: isAtOnce === true,
    sentBytes: 0,
    writtenAfter,
    isUnwanted: isUnwanted === true,
  }
}

function idOrNull(value: unknown): MessageId | null {
  return typeof value === 'string' ? messageId(value) : null
}

/** As far as can be told: what is not the platform's own, the transport refuses. */
function isContent(value: unknown): value is FileContent {
  if (typeof value !== 'object' || value === null) return false
  const { size, type } = value as Partial<FileContent>
  return typeof size === 'number' && typeof type === 'string'
}
