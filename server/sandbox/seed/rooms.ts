/** The rooms of the demo: who is in them, what is talked about, and how much. */
import * as chinese from './dialogues/chinese'
import * as life from './dialogues/life'
import * as work from './dialogues/work'
import type { Language } from './people'

export interface RoomPlan {
  readonly id: string
  readonly type: 'c' | 'p' | 'd'
  /** Slug; empty for direct rooms. */
  readonly name: string
  readonly fname?: string
  readonly topic?: string
  /** Usernames, the owner first. */
  readonly members: readonly string[]
  /** Conversations to draw from. */
  readonly sources: readonly { readonly text: string; readonly language: Language }[]
  /** How many messages, those of the system and the last words included. */
  readonly size: number
}

const EVERYBODY = ['admin', 'ann', 'bob', 'xiaoming', 'lina', 'clara', 'david', 'zhangwei']

const en = (text: string) => ({ text, language: 'en' as const })
const zh = (text: string) => ({ text, language: 'zh' as const })
const mixed = zh(life.MIXED)

export const ROOM_PLANS: readonly RoomPlan[] = [
  {
    id: 'GENERAL',
    type: 'c',
    name: 'general',
    topic: 'Everything that concerns everybody',
    members: EVERYBODY,
    sources: [en(work.OFFICE), en(life.CHAT), mixed, zh(chinese.OFFICE_ZH)],
    size: 423,
  },
  {
    id: 'dSg7kQmPz2NvXw4Ly',
    type: 'c',
    name: 'design',
    topic: 'Drafts, tokens, accessibility',
    members: ['clara', 'ann', 'bob', 'lina', 'david'],
    sources: [en(work.DESIGN), en(life.CHAT)],
    size: 240,
  },
  {
    id: 'cP4tWn8RkYb3JxEq6',
    type: 'c',
    name: 'product',
    fname: '产品讨论',
    topic: '产品需求、评审和用户反馈',
    members: ['xiaoming', 'lina', 'zhangwei', 'ann'],
    sources: [zh(chinese.PRODUCT), zh(chinese.OFFICE_ZH)],
    size: 290,
  },
  {
    id: 'rNd5hTgKc9WmZs2Bv',
    type: 'c',
    name: 'random',
    topic: 'Cats, lunch and whatever else',
    members: ['bob', ...EVERYBODY.filter((name) => name !== 'bob')],
    sources: [en(life.CHAT), mixed],
    size: 260,
  },
  {
    id: '6650c1f2a94d3e7b18c0f5d2',
    type: 'c',
    name: 'release',
    topic: 'What ships, and when',
    members: ['david', 'ann', 'bob', 'xiaoming', 'clara'],
    sources: [en(work.RELEASE), en(work.OFFICE)],
    size: 230,
  },
  {
    id: 'sPt3yFdMq7XjRk8Nw',
    type: 'c',
    name: 'support',
    topic: 'Questions from customers',
    members: ['bob', 'clara', 'david', 'lina', 'ann'],
    sources: [en(work.SUPPORT), en(work.OFFICE)],
    size: 180,
  },
  {
    id: 'cRt8vLnHb4QzKe2Mg',
    type: 'p',
    name: 'core-team',
    topic: 'Plans and decisions',
    members: ['ann', 'clara', 'david', 'xiaoming'],
    sources: [en(work.LEADS)],
    size: 100,
  },
  {
    id: '66512b07c83f9a4d5e21b6aa',
    type: 'p',
    name: 'hiring',
    members: ['clara', 'ann', 'bob'],
    sources: [en(work.HIRING)],
    size: 54,
  },
  {
    id: 'pTy6wJsXn3GcVr9Dk',
    type: 'p',
    name: 'annual-party',
    fname: '年会筹备',
    topic: '场地、节目和抽奖',
    members: ['lina', 'xiaoming', 'zhangwei', 'ann'],
    sources: [zh(chinese.PARTY)],
    size: 56,
  },
  ...[
    direct('', ['ann', 'bob'], en(life.DIRECT), 46),
    direct('dM7xKqWc2ThNz5RbL', ['ann', 'xiaoming'], zh(life.DIRECT_ZH), 34),
    direct('', ['clara', 'ann'], en(life.DIRECT), 26),
    direct('66530d1e5b7c2f8a9e04c3d1', ['ann', 'bob', 'clara'], en(life.DIRECT), 22),
    direct('', ['bob', 'david'], en(life.DIRECT), 18),
    direct('', ['lina', 'zhangwei'], zh(life.DIRECT_ZH), 14),
    direct('', ['admin', 'ann'], en(''), 7),
  ],
]

/** An empty id leaves it to the server, which joins the ids of two users. */
function direct(
  id: string,
  members: readonly string[],
  source: RoomPlan['sources'][number],
  size: number,
): RoomPlan {
  return { id, type: 'd', name: '', members, sources: source.text === '' ? [] : [source], size }
}
