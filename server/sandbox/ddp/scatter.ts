/**
 * Effects on their way to the streams, each in its own time while the server shuffles. As on a real server the events of one
 * name on one stream keep their order, and those of different names, or for different users, do not.
 */
import type { Schedule } from '../schedule'
import type { Shuffle } from '../shuffle'
import type { Effect } from '../world/types'
import { createDelayLine, type DelayLine } from './delayLine'

export interface Scatter {
  pass: (effect: Effect) => void
  /** Drops what still waits. */
  stop: () => void
}

export function createScatter(
  shuffle: Pick<Shuffle, 'nextMs'>,
  schedule: Schedule,
  deliver: (effect: Effect) => void,
): Scatter {
  const lines = new Map<string, DelayLine<Effect>>()

  function lineOf(effect: Effect): DelayLine<Effect> {
    const name = nameOf(effect)
    const line = lines.get(name) ?? createDelayLine(schedule, deliver)
    lines.set(name, line)
    return line
  }

  return {
    pass(effect) {
      for (const one of perUser(effect)) lineOf(one).push(one, shuffle.nextMs())
    },
    stop() {
      for (const line of lines.values()) line.stop()
    },
  }
}

function perUser(effect: Effect): readonly Effect[] {
  return effect.kind === 'user' ? effect.uids.map((uid) => ({ ...effect, uids: [uid] })) : [effect]
}

function nameOf(effect: Effect): string {
  switch (effect.kind) {
    case 'roomMessage':
      return `message ${effect.message.rid}`
    case 'room':
      return `room ${effect.rid} ${effect.event}`
    case 'user':
      return `user ${effect.uids.join()} ${effect.event}`
    case 'logged':
    case 'all':
      return `${effect.kind} ${effect.event}`
    case 'presence':
      return `presence ${effect.user._id}`
    case 'tokensRevoked':
      return effect.kind
  }
}
