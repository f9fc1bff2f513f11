/** What Rocket.Chat makes of a file in a message (rocketchat.md §4.5). */
import { parseMd } from '../md/parse'
import { imageInfo } from './imageSize'
import type { Message, Upload } from './types'

type FileFields = Required<Pick<Message, 'file' | 'files' | 'attachments'>>

/** `description` is the caption of the attachment; newer clients write theirs into the message itself. */
export function fileFields(upload: Upload, description = ''): FileFields {
  const { _id, name, type, content } = upload
  const info = type.startsWith('image/') ? imageInfo(content) : null
  const format = info?.format ?? ''
  const file = { _id, name, type, size: content.byteLength, format, typeGroup: groupOf(type) }
  const url = pathOf(upload)
  const attachment = {
    type: 'file',
    title: name,
    title_link: url,
    title_link_download: true,
    fileId: _id,
    ...(description === '' ? {} : describedBy(description)),
    ...kindFields(upload, url),
    ...(info === null ? {} : { image_dimensions: { width: info.width, height: info.height } }),
  }
  return { file, files: [file], attachments: [attachment] }
}

/** Site-relative. */
export function pathOf({ _id, name }: Upload): string {
  return `/file-upload/${_id}/${encodeURIComponent(name)}`
}

function describedBy(description: string) {
  const descriptionMd = parseMd(description, { isUser: () => false, isChannel: () => false })
  return { description, descriptionMd }
}

function kindFields({ type, name, content }: Upload, url: string) {
  const size = content.byteLength
  switch (groupOf(type)) {
    case 'image':
      return { image_url: url, image_type: type, image_size: size }
    case 'audio':
      return { audio_url: url, audio_type: type, audio_size: size }
    case 'video':
      return { video_url: url, video_type: type, video_size: size }
    default:
      return { size, format: extensionOf(name) }
  }
}

function groupOf(type: string): string {
  return type.split('/')[0] ?? ''
}

/** In capitals, without the dot; `file` when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 1 || dot === name.length - 1 ? 'file' : name.slice(dot + 1).toUpperCase()
}
