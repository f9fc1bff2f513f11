import type { Random } from '../../../src/ports'
import type { Action } from './client'
import { userNames } from './world'

/** On average a client does something in this time. */
export const betweenActionsMs = 1_200

const weights: readonly (readonly [Action['kind'], number])[] = [
  ['send', 45],
  ['enter', 20],
  ['attend', 14],
  ['markRead', 6],
  ['markUnread', 6],
  ['type', 4],
  ['checkLine', 5],
  ['scroll', 8],
  ['edit', 10],
  ['react', 10],
  ['remove', 4],
]

/** What a user does next. `text` is unique in the world. */
export function nextAction(random: Random, channelIds: readonly string[], text: string): Action {
  const channelId = pick(random, channelIds)
  switch (pickWeighted(random)) {
    case 'send':
      return { kind: 'send', channelId, texts: textsFrom(random, text) }
    case 'enter':
      return { kind: 'enter', channelId }
    case 'attend':
      return { kind: 'attend', isAttended: random() < 0.6 }
    case 'markRead':
      return { kind: 'markRead', channelId }
    case 'markUnread':
      return { kind: 'markUnread', back: Math.floor(random() * 4) }
    case 'type':
      return { kind: 'type', channelId }
    case 'checkLine':
      return { kind: 'checkLine' }
    case 'scroll':
      return { kind: 'scroll', isUp: random() < 0.6 }
    case 'edit':
      return { kind: 'edit', back: backFrom(random), text: `${text}.edited` }
    case 'react':
      return {
        kind: 'react',
        back: backFrom(random),
        emoji: pick(random, emojis),
        isSet: random() < 0.7,
      }
    case 'remove':
      return { kind: 'remove', back: backFrom(random) }
  }
}

const emojis = ['tada', 'heart']

/** Mostly what was written last, which may still be on its way. */
function backFrom(random: Random): number {
  return random() < 0.5 ? 0 : Math.floor(random() * 6)
}

/** One, or a few in a row. */
function textsFrom(random: Random, text: string): readonly string[] {
  const count = random() < 0.7 ? 1 : 2 + Math.floor(random() * 3)
  return Array.from({ length: count }, (_, index) => `${text}.${index}${mention(random)}`)
}

function mention(random: Random): string {
  const chance = random()
  if (chance < 0.15) return ` @${pick(random, userNames)}`
  return chance < 0.2 ? ' @all' : ''
}

function pick<T>(random: Random, list: readonly [T, ...T[]] | readonly T[]): T {
  const found = list[Math.floor(random() * list.length)]
  if (found === undefined) throw new Error('there is nothing to choose from')
  return found
}

function pickWeighted(random: Random): Action['kind'] {
  let left = random() * weights.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of weights) {
    left -= weight
    if (left < 0) return kind
  }
  return 'send'
}
