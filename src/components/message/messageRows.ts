import {
  comparePositions,
  type Divider,
  type Gap,
  type Message,
  type MessageId,
  type PendingPost,
  type UserId,
} from '../../domain'

/** A line of the transcript, in the order they stand. Keys are unique and stay with what they stand for. */
export type TranscriptRow =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'divider'; readonly key: string; readonly divider: Divider }
  /** Messages are missing here that can be loaded (C4). */
  | { readonly type: 'gap'; readonly key: string; readonly gap: Gap }
  | { readonly type: 'system'; readonly key: MessageId; readonly message: Message }
  | {
      readonly type: 'message'
      readonly key: MessageId
      readonly message: Message
      readonly isGroupStart: boolean
      readonly isOwn: boolean
    }
  | {
      readonly type: 'pending'
      readonly key: MessageId
      readonly pending: PendingPost
      readonly isGroupStart: boolean
    }

export interface TranscriptParts {
  /** The window, oldest first. */
  readonly messages: readonly Message[]
  /** The message just before the window, if one is loaded. */
  readonly previous: Message | undefined
  readonly pending: readonly PendingPost[]
  readonly divider: Divider | null
  /** Oldest first. */
  readonly gaps: readonly Gap[]
  readonly myId: UserId | null
  /** The same for every moment of one local day. */
  dayKey(at: number): string
}

/** Messages of one author within this time of the one before stand as one group (S4). */
export const groupWindowMs = 5 * 60_000

export function buildTranscriptRows(parts: TranscriptParts): TranscriptRow[] {
  const { messages, divider, gaps, myId, dayKey } = parts
  const rows: TranscriptRow[] = []
  let before = parts.previous
  let dayBefore = before === undefined ? '' : dayKey(before.createdAt)
  for (const message of messages) {
    const gap = before === undefined ? undefined : gapBetween(gaps, before, message)
    if (gap !== undefined) rows.push({ type: 'gap', key: gapKey(gap), gap })
    const day = dayKey(message.createdAt)
    const isNewDay = day !== dayBefore
    if (isNewDay) rows.push({ type: 'day', key: `day:${day}`, at: message.createdAt })
    const isDivided = divider?.beforeId === message.id
    if (isDivided) rows.push({ type: 'divider', key: 'divider', divider })
    const isBroken = isNewDay || isDivided || gap !== undefined
    const isGroupStart = isBroken || !continuesGroup(before, message)
    rows.push(messageRow(message, isGroupStart, myId))
    before = message
    dayBefore = day
  }
  return [...rows, ...pendingRows(parts.pending, before, myId)]
}

function gapBetween(gaps: readonly Gap[], before: Message, message: Message): Gap | undefined {
  return gaps.find(
    (one) => comparePositions(before, one.before) < 0 && comparePositions(message, one.before) >= 0,
  )
}

/** Names a gap in the document. It keeps its name while it is filled from its older side. */
export function gapKey({ before }: Gap): string {
  return `gap:${String(before.createdAt)}:${before.id}`
}

function messageRow(message: Message, isGroupStart: boolean, myId: UserId | null): TranscriptRow {
  if (message.system !== null) return { type: 'system', key: message.id, message }
  const isOwn = message.author.id === myId
  return { type: 'message', key: message.id, message, isGroupStart, isOwn }
}

function continuesGroup(before: Message | undefined, message: Message): boolean {
  return (
    before?.system === null &&
    before.author.id === message.author.id &&
    message.isGroupable &&
    message.createdAt - before.createdAt < groupWindowMs
  )
}

/** The clocks of the two sides may differ, so a pending message joins a group of mine whatever its time. */
function pendingRows(
  pending: readonly PendingPost[],
  before: Message | undefined,
  myId: UserId | null,
): TranscriptRow[] {
  const joins = before?.system === null && before.author.id === myId
  return pending.map((one, index) => ({
    type: 'pending',
    key: one.id,
    pending: one,
    isGroupStart: index === 0 && !joins,
  }))
}
