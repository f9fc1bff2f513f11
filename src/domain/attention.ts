import type { Timestamp } from './ids'

/**
 * What tells whether the user looks at the open channel (R3 a-d). Each alone can deny it. That the session is online and the newest
 * page is there (e, f) is the session's to know.
 */
export interface AttentionFacts {
  /** (a) The page is not hidden. */
  readonly isVisible: boolean
  /** (b) This document has the focus. */
  readonly hasFocus: boolean
  /** (b) The page around this frame has it, as the host tells. */
  readonly hasHostFocus: boolean
  /** (b) When the user last did something in this frame, by this machine's clock; null: never. */
  readonly actedAt: Timestamp | null
  /** (c) The host shows the panel that this frame is in. */
  readonly isPanelOpen: boolean
  /** (c) At least half of the message pane is in view. */
  readonly isPaneInView: boolean
  /** (d) A dialog or a menu lies over the pane. */
  readonly isCovered: boolean
}

/** So long after an act in the frame the focus of the host's page counts as its own (R3 b). */
const actCountsMs = 60_000

/** R3 a-d. `now` by this machine's clock. */
export function isLooking(facts: AttentionFacts, now: Timestamp): boolean {
  const isInView = facts.isVisible && facts.isPanelOpen && facts.isPaneInView && !facts.isCovered
  return isInView && (facts.hasFocus || (facts.hasHostFocus && now < actCountsUntil(facts)))
}

/** When the last act stops to count, by this machine's clock. */
export function actCountsUntil({ actedAt }: AttentionFacts): Timestamp {
  return actedAt === null ? 0 : actedAt + actCountsMs
}
