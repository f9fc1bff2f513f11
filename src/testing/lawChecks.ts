import { expect } from 'vitest'
import {
  entriesOf,
  hasMyReaction,
  isCovered,
  timelineOf,
  type Message,
  type PendingEdit,
  type Wish,
} from '../domain'
import { clear, counts, shown, type LawRig } from './lawRig'
import { lookAway } from './lawSchedule'
import { waiting } from './lawWishes'

/** Every fault ends, and everybody gets the time to come back. */
export async function heal(rig: LawRig): Promise<void> {
  for (const client of rig.clients) {
    if (client.weather.isMute) client.cut()
    clear(client.weather)
    lookAway(client)
    client.session().settleDismissed()
  }
  await rig.pass(60_000)
  for (const { session } of rig.clients) {
    session().retryNow()
    const { currentId } = session().state
    if (currentId !== null) session().reload(currentId)
  }
  await rig.pass(60_000)
}

/** R2, R13 at every step: sums are those of the channels, nothing is below zero. R3, R4: nothing is read unseen. */
export function checkInvariants(rig: LawRig): void {
  for (const { session, reading } of rig.clients) {
    expect(reading.breaches).toEqual([])
    const { state } = session()
    const sum = { total: 0, mentions: 0 }
    for (const [, entry] of entriesOf(state.channels)) {
      expect(entry.unread.count).toBeGreaterThanOrEqual(0)
      expect(entry.unread.mentions).toBeGreaterThanOrEqual(0)
      if (entry.membership === null || entry.membership.isMuted) continue
      sum.total += entry.unread.count
      sum.mentions += entry.unread.mentions
    }
    expect(state.totals).toMatchObject(sum)
  }
}

/** C8: what a tab sent came to be once, also when it was deleted before its author heard of it; what is left is in order. */
export function checkSent({ clients, journal, world }: LawRig): void {
  for (const { sent, me, wishes } of clients) {
    for (const [channel, ids] of sent) {
      const taken = ids.filter((id) => wishes.has(id))
      for (const id of taken) expect(`${id} ${journal.posted(id)}`).toBe(`${id} 1`)
      const own = new Set(taken.filter((id) => !journal.isRemoved(id)))
      const messages = world.messagesOf(channel, me.id) ?? []
      const arrived = messages.map(({ id }) => id as string).filter((id) => own.has(id))
      expect(arrived).toEqual([...own])
    }
  }
}

/**
 * C8: each wish has come true once, or has failed with a reason, or its message is gone. An edit that failed speaks for those made
 * before and after it, with the last text of them.
 */
export function checkWishes({ clients, journal, world }: LawRig): void {
  const failed = new Set<string>()
  const failedTexts = new Set<string>()
  for (const { session } of clients) {
    for (const wish of waiting(session())) {
      expect(wish.state).toBe('failed')
      expect(wish.failure).not.toBeNull()
      failed.add(wish.id)
      if (wish.kind === 'edit') failedTexts.add(wish.text)
    }
  }
  for (const { me, wishes } of clients) {
    const reactions = new Map<string, Wish & { kind: 'react' }>()
    for (const wish of wishes.all()) {
      const message = world.find(wish.messageId, me.id)
      if (wish.kind === 'remove' && !failed.has(wish.id)) expect(message).toBeNull()
      if (wish.kind === 'react') reactions.set(`${wish.messageId} ${wish.emoji}`, wish)
      if (wish.kind !== 'edit') continue
      const times = journal.edited(wish.text)
      const hasFailed = failed.has(wish.id) || isSpokenFor(wish, wishes.all(), failedTexts)
      if (message === null || hasFailed) expect(times).toBeLessThanOrEqual(1)
      else expect(`${wish.text}: ${times}`).toBe(`${wish.text}: 1`)
    }
    for (const { messageId, emoji, isSet, id } of reactions.values()) {
      const message = world.find(messageId, me.id)
      if (message === null || failed.has(id)) continue
      expect(`${messageId} ${emoji} ${hasMyReaction(me, message, emoji)}`).toBe(
        `${messageId} ${emoji} ${isSet}`,
      )
    }
  }
}

/** The edit, or one of the same message made after it, failed in the name of another. */
function isSpokenFor(
  wish: PendingEdit,
  all: readonly Wish[],
  failedTexts: ReadonlySet<string>,
): boolean {
  return all
    .slice(all.indexOf(wish))
    .filter((one) => one.kind === 'edit')
    .some(({ messageId, text }) => messageId === wish.messageId && failedTexts.has(text))
}

/** A message as a reader sees it. */
function seen({ id, text, reactions }: Message): string {
  const told = reactions.map(({ emoji, usernames }) => `${emoji} ${[...usernames].sort().join()}`)
  return [id, text, ...told.sort()].join(' | ')
}

/** C3, C4: what is shown is what the server has, to the end and without a hole that is not told. */
export function checkShown({ clients, world }: LawRig): void {
  for (const { me, session } of clients) {
    const { currentId } = session().state
    if (currentId === null) continue
    const { ranges, isLoaded } = timelineOf(session().state, currentId)
    const messages = world.messagesOf(currentId, me.id) ?? []
    const own = shown(session(), currentId)
    expect(isLoaded).toBe(true)
    expect(own.map(seen)).toEqual(messages.filter((one) => isCovered(ranges, one)).map(seen))
    if (messages.length > 0) expect(own.length).toBeGreaterThan(0)
  }
}

/** C8: what was read and left by whoever was killed has been told, or something stood against it. */
export async function checkReadings({ clients }: LawRig): Promise<void> {
  for (const { keptReadings } of clients) expect(await keptReadings()).toEqual([])
}

/** R2: the counts are those of a client that has just come. */
export async function checkCounts(rig: LawRig): Promise<void> {
  const users = [...new Set(rig.clients.map(({ me }) => me))]
  const fresh = await rig.fresh(users)
  for (const { me, session } of rig.clients) {
    const other = fresh[users.indexOf(me)]
    if (other === undefined) throw new Error('no fresh client')
    for (const channel of rig.channels) {
      const own = counts(session(), channel)
      if (own !== null) expect(own).toEqual(counts(other, channel))
    }
  }
  for (const session of fresh) session.close()
}
