/** What becomes of frames on their way out: late, twice, or never (rocketchat.md §9.17). */
import { isRecord } from './rest/shape'
import { matches, type Match } from './match'

export interface FrameFate {
  /** 0 for a frame that gets lost. */
  readonly copies: number
  readonly delayMs: number
}

export interface FrameFaults {
  /** From now on each frame leaves so much later, in its order. 0 ends it. */
  delayFrames: (ms: number) => void
  /** Sends each of the next `count` frames twice, on whichever connections they leave. */
  duplicateNext: (count: number, match?: Match) => void
  dropNext: (count: number, match?: Match) => void
  /** What this frame has to suffer. Uses faults up. */
  fateOf: (text: string) => FrameFate
  clearFrameFaults: () => void
}

interface Fault {
  left: number
  readonly copies: number
  readonly match: Match
}

export function createFrameFaults(): FrameFaults {
  let delayMs = 0
  let faults: Fault[] = []
  const add = (copies: number, count: number, match: Match): void => {
    if (count > 0) faults.push({ left: count, copies, match })
  }
  const take = (text: string): number => {
    const kind = kindOf(text)
    const fault = faults.find(({ match }) => matches(match, kind))
    if (fault === undefined) return 1
    fault.left -= 1
    if (fault.left === 0) faults = faults.filter((other) => other !== fault)
    return fault.copies
  }
  return {
    delayFrames(ms) {
      delayMs = ms
    },
    duplicateNext: (count, match = '') => add(2, count, match),
    dropNext: (count, match = '') => add(0, count, match),
    fateOf: (text) => ({ copies: faults.length === 0 ? 1 : take(text), delayMs }),
    clearFrameFaults() {
      delayMs = 0
      faults = []
    },
  }
}

/** `result 7`, or `changed stream-notify-user <uid>/subscriptions-changed`; text that is no frame is its own kind. */
function kindOf(text: string): string {
  const frame = parsed(text)
  if (!isRecord(frame)) return text
  const { msg, collection, fields, id } = frame
  const name = isRecord(fields) ? fields.eventName : id
  return [msg, collection, name].filter((word) => typeof word === 'string').join(' ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
