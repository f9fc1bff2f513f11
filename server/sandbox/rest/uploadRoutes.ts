/** Files in two steps, and in one before 8.0 (rocketchat.md §5.8). */
import type { FileDraft, NewFile } from '../world/uploads'
import { pathOf } from '../world/fileMessage'
import type { World } from '../world/world'
import { failure, refused, success } from './answers'
import { refuse, route, type Form, type Route } from './route'
import { anything, flag, optional, text } from './shape'
import { messageFor } from './views'

const TWO_STEPS = { from: [6, 10] } as const
const ONE_STEP = { before: [8, 0] } as const
const DEPRECATED = {
  'x-deprecation-type': 'endpoint-deprecation',
  'x-deprecation-message':
    'The endpoint "rooms.upload/:rid" is deprecated and will be removed on version 8.0.0',
  'x-deprecation-version': '8.0.0',
}

const DRAFT_SHAPE = {
  msg: optional(text),
  tmid: optional(text),
  description: optional(text),
  groupable: optional(flag),
  alias: optional(text),
  avatar: optional(text),
  emoji: optional(text),
  customFields: optional(text),
  t: optional(text),
  content: anything,
}

export const uploadRoutes: readonly Route[] = [
  route(
    'POST',
    'rooms.media/:rid',
    { content: optional(text) },
    ({ world, user, params: { rid = '' }, form }) => {
      checkAccess(world, user._id, rid)
      const upload = world.uploads.add(user._id, rid, fileOf(form, world.uploads.maxSize()))
      return success({ file: { _id: upload._id, url: pathOf(upload) } })
    },
    { takesForm: true, versions: TWO_STEPS },
  ),
  route(
    'POST',
    'rooms.mediaConfirm/:rid/:fileId',
    { ...DRAFT_SHAPE, fileName: optional(text), fileContent: anything },
    ({ world, user, params: { rid = '', fileId = '' }, input }) => {
      checkAccess(world, user._id, rid)
      const message = world.uploads.confirm(user._id, rid, fileId, draftOf(input))
      return success({ message: messageFor(user._id, message) })
    },
    { versions: TWO_STEPS },
  ),
  route(
    'POST',
    'rooms.upload/:rid',
    DRAFT_SHAPE,
    ({ world, user, params: { rid = '' }, form, input }) => {
      checkAccess(world, user._id, rid)
      const file = fileOf(form, world.uploads.maxSize())
      const message = world.uploads.addAndSend(user._id, rid, file, draftOf(input))
      return { ...success({ message: messageFor(user._id, message) }), headers: DEPRECATED }
    },
    { takesForm: true, versions: ONE_STEP },
  ),
]

function checkAccess(world: World, userId: string, rid: string): void {
  const room = world.store.rooms.get(rid)
  if (room === undefined || !world.canRead(userId, room)) refuse(failure(403, 'unauthorized'))
}

/** The one file of the form, which must be in the field `file`. */
function fileOf(form: Form | null, limit: number): NewFile {
  const [file, another] = form?.files ?? []
  if (file === undefined) {
    return refuse(refused('No file uploaded', 'error-no-file-uploaded'))
  }
  if (another !== undefined) refuse(failure(400, 'Just 1 file is allowed'))
  if (file.field !== 'file') refuse(failure(400, '[invalid-field]', 'invalid-field'))
  if (file.isTooLarge) {
    const reason = `File exceeds allowed size of ${String(limit)} bytes.`
    refuse(refused(reason, 'error-file-too-large'))
  }
  return { name: file.name, type: file.type, content: file.content }
}

type DraftInput = FileDraft & { readonly t?: string | undefined }

/** Encrypted messages are not known here: what they would carry is taken and left. */
function draftOf({ msg, tmid, description, fileName, ...rest }: DraftInput): FileDraft {
  const { groupable, alias, avatar, emoji } = rest
  return { msg, tmid, description, fileName, groupable, alias, avatar, emoji }
}
