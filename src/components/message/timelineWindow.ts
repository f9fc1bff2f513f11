import {
  indexOfPosition,
  messageAt,
  messageById,
  type Message,
  type MessageSequence,
  type Position,
} from '../../domain'

/**
 * Which part of a timeline is in the document (S3). The edges are positions, not indexes: pages that arrive before
 * them do not move the window. `first` null: from the start; `last` null: to the end, arrivals included.
 */
export interface TimelineWindow {
  readonly first: Position | null
  readonly last: Position | null
}

export interface WindowRange {
  /** Index of the first message inside. */
  readonly from: number
  /** Index after the last message inside. */
  readonly to: number
}

/** Messages in the document at most. */
export const windowLimit = 150
/** Messages that are added at once. */
export const windowStep = 50

export function windowRange(sequence: MessageSequence, window: TimelineWindow): WindowRange {
  const from = window.first === null ? 0 : indexOfPosition(sequence, window.first)
  if (window.last === null) return { from, to: sequence.length }
  const isThere = messageById(sequence, window.last.id) !== undefined
  const to = indexOfPosition(sequence, window.last) + (isThere ? 1 : 0)
  return { from, to: Math.max(from, to) }
}

/** The newest messages, open for what arrives. */
export function newestWindow(sequence: MessageSequence): TimelineWindow {
  return windowOf(sequence, sequence.length - windowStep * 2, sequence.length)
}

/** A window with a message in its middle. */
export function windowAround(sequence: MessageSequence, index: number): TimelineWindow {
  return windowOf(sequence, index - windowStep, index + windowStep)
}

/** More of the past; the far end is dropped when the window gets too large. */
export function olderWindow(sequence: MessageSequence, window: TimelineWindow): TimelineWindow {
  const { from, to } = windowRange(sequence, window)
  const next = Math.max(0, from - windowStep)
  return windowOf(sequence, next, Math.min(to, next + windowLimit))
}

/** More towards the present; the past end is dropped when the window gets too large. */
export function newerWindow(sequence: MessageSequence, window: TimelineWindow): TimelineWindow {
  const { from, to } = windowRange(sequence, window)
  const next = Math.min(sequence.length, to + windowStep)
  return windowOf(sequence, Math.max(from, next - windowLimit), next)
}

/**
 * The window after messages came: one that is open at an end may have grown too large. It shrinks around the message
 * being read, or to the newest messages while the end is being read (`readIndex` null).
 */
export function trimmedWindow(
  sequence: MessageSequence,
  window: TimelineWindow,
  readIndex: number | null,
): TimelineWindow {
  const { from, to } = windowRange(sequence, window)
  if (to - from <= windowLimit) return window
  return readIndex === null ? newestWindow(sequence) : windowAround(sequence, readIndex)
}

function windowOf(sequence: MessageSequence, from: number, to: number): TimelineWindow {
  return {
    first: from <= 0 ? null : positionOf(messageAt(sequence, from)),
    last: to >= sequence.length ? null : positionOf(messageAt(sequence, to - 1)),
  }
}

/** Where a message stands; null for none. */
export function positionOf(message: Message | undefined): Position | null {
  return message === undefined ? null : { id: message.id, createdAt: message.createdAt }
}
