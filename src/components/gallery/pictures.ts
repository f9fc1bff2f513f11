import {
  isCovered,
  sliceMessages,
  type MediaAttachment,
  type Message,
  type Position,
  type Timeline,
  type Timestamp,
} from '../../domain'

/** A picture of a conversation, and who sent it when. */
export interface Picture {
  /** Tells it from all others of the conversation. */
  readonly key: string
  readonly media: MediaAttachment
  readonly authorName: string
  readonly sentAt: Timestamp
}

/** The pictures of messages, in their order. */
export function picturesOf(messages: readonly Message[]): readonly Picture[] {
  return messages.flatMap(({ id, author, createdAt, attachments, isDeleted }) =>
    attachments.flatMap((media, index) => {
      if (media.type !== 'image' || isDeleted) return []
      const key = `${id}:${String(index)}`
      return [{ key, media, authorName: author.name, sentAt: createdAt }]
    }),
  )
}

/** Where the message with this attachment stands; null when it is not there. */
export function placeOf({ sequence }: Timeline, media: MediaAttachment): Position | null {
  return (
    sliceMessages(sequence, 0, sequence.length).find(({ attachments }) =>
      attachments.includes(media),
    ) ?? null
  )
}

/** The messages around a place that follow each other without a gap. */
export function stretchAround({ sequence, ranges }: Timeline, place: Position): readonly Message[] {
  const all = sliceMessages(sequence, 0, sequence.length)
  const range = ranges.find((one) => isCovered([one], place))
  return range === undefined ? all : all.filter((one) => isCovered([range], one))
}
