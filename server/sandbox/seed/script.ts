/** Turns the room plans into one list of dated happenings, oldest first. Pure. */
import { createChance, type Chance } from './chance'
import { readDialogues, type Dialogue, type Line } from './dialogue'
import { LAST_WORDS } from './lastWords'
import { DEMO_PEOPLE } from './people'
import { ROOM_PLANS, type RoomPlan } from './rooms'
import { createWords, fill } from './words'

export interface Happening {
  /** Epoch ms. */
  readonly at: number
  readonly plan: RoomPlan
  readonly username: string
  readonly text: string
  /** System type; absent for what people wrote. */
  readonly type?: string
  /** Answers in the thread of this earlier happening. */
  readonly replyTo?: Happening
  readonly isEdited?: boolean
  readonly reactions?: readonly { readonly emoji: string; readonly usernames: readonly string[] }[]
  /** The name of a file (files.ts). */
  readonly file?: string
  /** Shows this earlier happening above its own text. */
  readonly quotes?: Happening
}

export interface Timing {
  /** Epoch ms; everything happens before it. */
  readonly now: number
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const WEEKS_MS = 28 * DAY_MS
/** The last generated conversation ends before the last words begin. */
const QUIET_MS = 6 * HOUR_MS

export function writeScript(seed: number, { now }: Timing): readonly Happening[] {
  const all = ROOM_PLANS.flatMap((plan, index) => {
    const chance = createChance(seed + index)
    const opening = openingOf(plan, now)
    const ending = endingOf(plan, now)
    const body = bodyOf(plan, plan.size - opening.length - ending.length, now, chance)
    return [...opening, ...body, ...ending]
  })
  return all.sort((a, b) => a.at - b.at)
}

/** Everybody joins, and the owner says what the room is for. */
function openingOf(plan: RoomPlan, now: number): readonly Happening[] {
  if (plan.type === 'd') return []
  const start = now - WEEKS_MS - DAY_MS
  const joined = plan.members.slice(1).map((username, index) => ({
    at: start + (index + 1) * 7 * MINUTE_MS,
    plan,
    username,
    text: username,
    type: 'uj',
  }))
  const [username = ''] = plan.members
  const { topic } = plan
  if (topic === undefined) return joined
  return [
    ...joined,
    { at: start + HOUR_MS, plan, username, text: topic, type: 'room_changed_topic' },
  ]
}

function endingOf(plan: RoomPlan, now: number): readonly Happening[] {
  const lines = (LAST_WORDS[plan.name || plan.members.join(' ')] ?? '').trim()
  if (lines === '') return []
  const written: Happening[] = []
  for (const line of lines.split('\n')) {
    const [username = '', minutes = '0', text = '', notes = ''] = line.split('|')
    const at = now - Number(minutes) * MINUTE_MS
    written.push({ at, plan, username, ...said(text, written), ...noted(notes, written) })
  }
  return written
}

function said(
  text: string,
  before: readonly Happening[],
): Pick<Happening, 'text' | 'type' | 'replyTo'> {
  const [mark = '', rest = ''] = /^(> |!topic )?([^]*)$/.exec(text)?.slice(1) ?? []
  const words = rest.replaceAll('\\n', '\n')
  const replyTo = before.findLast((one) => one.replyTo === undefined)
  if (mark === '!topic ') return { text: words, type: 'room_changed_topic' }
  return { text: words, ...(mark === '> ' && replyTo !== undefined ? { replyTo } : {}) }
}

function noted(notes: string, before: readonly Happening[]): Partial<Happening> {
  const parts = notes.split(';').filter((note) => note !== '')
  const file = parts.find((note) => note.includes('.'))
  const quotes = parts.includes('quoting') ? before.at(-1) : undefined
  const reactions = parts
    .filter((note) => note.includes(' '))
    .map((note) => {
      const [emoji = '', ...usernames] = note.split(' ')
      return { emoji: `:${emoji}:`, usernames }
    })
  return {
    ...(file === undefined ? {} : { file }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(parts.includes('edited') ? { isEdited: true } : {}),
    ...(reactions.length === 0 ? {} : { reactions }),
  }
}

/** Exactly `size` messages, in conversations spread over the working days. */
function bodyOf(plan: RoomPlan, size: number, now: number, chance: Chance): readonly Happening[] {
  const drawn = drawDialogues(plan, size, chance)
  const starts = startTimes(drawn.length, now, chance)
  const body = drawn.flatMap(({ dialogue, language }, index) =>
    perform(plan, dialogue, castFor(plan, language, chance), starts[index] ?? now, chance),
  )
  return body.slice(0, size)
}

interface Drawn {
  readonly dialogue: Dialogue
  readonly language: 'en' | 'zh'
}

/** Goes through a source in a new order each time, so that nothing repeats soon. */
function drawDialogues(plan: RoomPlan, size: number, chance: Chance): readonly Drawn[] {
  const fits = ({ dialogue, language }: Drawn): boolean =>
    dialogue.cast <= speakersOf(plan, language).length
  const pool = plan.sources
    .flatMap(({ text, language }) =>
      readDialogues(text).map((dialogue) => ({ dialogue, language })),
    )
    .filter(fits)
  const drawn: Drawn[] = []
  for (let lines = 0; lines < size && pool.length > 0;) {
    for (const one of chance.shuffled(pool)) {
      drawn.push(one)
      lines += one.dialogue.lines.length
    }
  }
  let lines = 0
  return drawn.filter(({ dialogue }) => {
    const isWanted = lines < size
    lines += dialogue.lines.length
    return isWanted
  })
}

/** Working hours of four weeks, sorted, well apart, the last one before the quiet. */
function startTimes(count: number, now: number, chance: Chance): readonly number[] {
  const end = now - QUIET_MS
  const start = now - WEEKS_MS
  const step = (end - start) / Math.max(1, count)
  return Array.from({ length: count }, (_, index) => {
    const at = start + step * (index + chance.next() * 0.5)
    return toWorkingHours(at, start + step * (index + 0.6))
  })
}

/** Moves a time of the night to the day, but not past `limit`. */
function toWorkingHours(at: number, limit: number): number {
  const hour = new Date(at).getUTCHours()
  return hour < 6 ? Math.min(at + (6 - hour) * HOUR_MS, Math.max(at, limit)) : at
}

function speakersOf(plan: RoomPlan, language: 'en' | 'zh'): readonly string[] {
  return DEMO_PEOPLE.filter(
    ({ username, speaks }) => plan.members.includes(username) && speaks.includes(language),
  ).map(({ username }) => username)
}

function castFor(
  plan: RoomPlan,
  language: 'en' | 'zh',
  chance: Chance,
): ReadonlyMap<string, string> {
  const people = chance.shuffled(speakersOf(plan, language))
  return new Map(people.map((username, index) => [String.fromCharCode(65 + index), username]))
}

function perform(
  plan: RoomPlan,
  dialogue: Dialogue,
  cast: ReadonlyMap<string, string>,
  start: number,
  chance: Chance,
): readonly Happening[] {
  const words = createWords(chance)
  const performed: Happening[] = []
  let at = start
  for (const line of dialogue.lines) {
    const [first] = performed
    performed.push({
      at,
      plan,
      username: cast.get(line.role) ?? '',
      text: withNames(fill(line.text, words), cast),
      ...(line.isReply && first !== undefined ? { replyTo: first } : {}),
      ...(line.isEdited ? { isEdited: true } : {}),
      ...(line.reactions.length > 0 ? { reactions: reactionsOf(line, cast) } : {}),
    })
    at += chance.between(12, 110) * 1000 + chance.between(0, 999)
  }
  return performed
}

function withNames(text: string, cast: ReadonlyMap<string, string>): string {
  return text.replace(/@([A-D])\b/g, (whole, role: string) => {
    const username = cast.get(role)
    return username === undefined ? whole : `@${username}`
  })
}

function reactionsOf({ reactions }: Line, cast: ReadonlyMap<string, string>) {
  return reactions.map(({ emoji, roles }) => ({
    emoji: `:${emoji}:`,
    usernames: roles.flatMap((role) => cast.get(role) ?? []),
  }))
}
