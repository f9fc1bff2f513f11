/** Files: taken in, checked, and shown by a message (rocketchat.md §5.8). */
import { canRead, isEnabled, numberSetting, requireRoom, type Core } from './core'
import { WorldError } from './errors'
import { fileFields } from './fileMessage'
import { send, type Draft } from './messages'
import type { Message, Room, Upload } from './types'

export interface NewFile {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
}

/** What the message of a file says besides the file. */
export interface FileDraft extends Pick<
  Draft,
  'msg' | 'tmid' | 'alias' | 'avatar' | 'emoji' | 'groupable'
> {
  readonly description?: string | undefined
  /** Replaces the name that the file came with. */
  readonly fileName?: string | undefined
}

export interface UploadOps {
  /** Bytes that a file may have; `Infinity` where there is no limit. */
  maxSize: () => number
  /**
   * Takes the file in for a day, seen by nobody until it is confirmed.
   * @throws WorldError when files are switched off, it is too large, or its type is refused
   */
  add: (userId: string, rid: string, file: NewFile) => Upload
  /** Makes the message that shows it. @throws WorldError `invalid-file` unless it waits for just that */
  confirm: (userId: string, rid: string, id: string, draft: FileDraft) => Message
  /** Both at once, as before 8.0; a message that is refused leaves no file behind. */
  addAndSend: (userId: string, rid: string, file: NewFile, draft: FileDraft) => Message
  /** Null for a file that is not there or whose time is over. */
  find: (id: string) => Upload | null
}

const TEMPORARY_MS = 24 * 60 * 60_000

export function createUploadOps(core: Core): UploadOps {
  return {
    maxSize: () => maxSize(core),
    add: (userId, rid, file) => add(core, userId, rid, file),
    confirm: (userId, rid, id, draft) => confirm(core, userId, rid, id, draft),
    addAndSend(userId, rid, file, draft) {
      const upload = add(core, userId, rid, file)
      try {
        return confirm(core, userId, rid, upload._id, draft)
      } catch (error) {
        forget(core, upload._id)
        throw error
      }
    },
    find: (id) => (isOver(core, id) ? null : (core.store.uploads.get(id) ?? null)),
  }
}

function maxSize(core: Core): number {
  const bytes = numberSetting(core, 'FileUpload_MaxFileSize')
  return bytes < 0 ? Infinity : bytes
}

function add(core: Core, userId: string, rid: string, file: NewFile): Upload {
  const room = requireRoom(core, rid)
  if (!canRead(core, userId, room)) throw new WorldError('error-not-allowed', 'Not allowed')
  checkFile(core, room, file)
  forgetExpired(core)
  const uploadedAt = new Date(core.clock.now())
  const upload = { _id: core.newId(), rid, userId, ...file, uploadedAt }
  core.store.putUpload(upload)
  const expiresAt = new Date(core.clock.now() + TEMPORARY_MS)
  core.store.putTemporaryUpload({ _id: upload._id, expiresAt })
  return upload
}

/** In the order of the real server. */
function checkFile(core: Core, room: Room, { type, content }: NewFile): void {
  if (!isEnabled(core, 'FileUpload_Enabled')) {
    throw new WorldError('error-file-upload-disabled', 'File uploads are disabled.')
  }
  if (room.t === 'd' && !isEnabled(core, 'FileUpload_Enabled_Direct')) {
    const code = 'error-direct-message-file-upload-not-allowed'
    throw new WorldError(code, 'File sharing not allowed in direct messages.')
  }
  if (content.byteLength > maxSize(core)) {
    const reason = `File exceeds allowed size of ${String(maxSize(core))} bytes.`
    throw new WorldError('error-file-too-large', reason)
  }
  if (!isAccepted(core, type)) {
    throw new WorldError('error-invalid-file-type', 'File type is not accepted.')
  }
}

/** An empty white list accepts all; what the black list names is never accepted. */
function isAccepted(core: Core, type: string): boolean {
  const white = listed(core, 'FileUpload_MediaTypeWhiteList')
  const isWelcome = white.length === 0 || white.some((pattern) => fits(pattern, type))
  return (
    isWelcome &&
    !listed(core, 'FileUpload_MediaTypeBlackList').some((pattern) => fits(pattern, type))
  )
}

function listed(core: Core, setting: string): readonly string[] {
  const value = core.store.settings.get(setting)
  if (typeof value !== 'string') return []
  return value
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '')
}

/** `image/png`, or `image/*` for every kind of it. */
function fits(pattern: string, type: string): boolean {
  const own = type.toLowerCase()
  return pattern.endsWith('/*') ? own.startsWith(pattern.slice(0, -1)) : pattern === own
}

function confirm(core: Core, userId: string, rid: string, id: string, draft: FileDraft): Message {
  const kept = core.store.temporaryUploads.has(id) ? core.store.uploads.get(id) : undefined
  if (kept?.userId !== userId || kept.rid !== rid || isOver(core, id)) {
    throw new WorldError('invalid-file', '')
  }
  const { description, fileName, ...rest } = draft
  const upload = fileName === undefined || fileName === '' ? kept : { ...kept, name: fileName }
  const { message } = send(core, userId, {
    ...rest,
    groupable: rest.groupable ?? false,
    rid,
    ...fileFields(upload, description),
  })
  if (upload !== kept) core.store.putUpload(upload)
  core.store.removeTemporaryUpload(id)
  return message
}

function isOver(core: Core, id: string): boolean {
  const temporary = core.store.temporaryUploads.get(id)
  return temporary !== undefined && temporary.expiresAt.getTime() <= core.clock.now()
}

function forgetExpired(core: Core): void {
  for (const id of [...core.store.temporaryUploads.keys()]) if (isOver(core, id)) forget(core, id)
}

function forget(core: Core, id: string): void {
  core.store.removeUpload(id)
  core.store.removeTemporaryUpload(id)
}
