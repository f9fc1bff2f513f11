/** What is not as the rules promise, once all is quiet. */
import type { ClientReport, ShownMessage } from './client'

export interface ServerChannel {
  /** Oldest first; what people wrote and nobody deleted. */
  readonly messages: readonly ShownMessage[]
  /** By user name: what the server counts. */
  readonly counts: ReadonlyMap<string, ServerCounts>
}

export interface ServerCounts {
  /** The user's list shows the channel. */
  readonly isOpen: boolean
  readonly unread: number
  readonly mentions: number
  readonly alert: boolean
}

export interface NamedReport {
  readonly name: string
  readonly userName: string
  readonly report: ClientReport
}

export const differenceKinds = ['lost', 'doubled', 'disordered', 'wrong'] as const

/** A sentence for each thing that differs. */
export type Differences = Readonly<Record<(typeof differenceKinds)[number], readonly string[]>>

type Notes = Record<(typeof differenceKinds)[number], string[]>

/** Compares what clients wrote and show with what the server has, by channel id. */
export function compare(
  server: ReadonlyMap<string, ServerChannel>,
  clients: readonly NamedReport[],
): Differences {
  const notes: Notes = { lost: [], doubled: [], disordered: [], wrong: [] }
  for (const client of clients) {
    compareSent(server, client, notes)
    if (!client.report.isOnline) notes.wrong.push(`${client.name} is not online`)
    if (client.report.pending > 0) {
      notes.lost.push(`${client.name} has ${client.report.pending} unsent messages`)
    }
    for (const [id, channel] of server) compareChannel(id, channel, client, notes)
  }
  return notes
}

export function isSame(differences: Differences): boolean {
  return differenceKinds.every((kind) => differences[kind].length === 0)
}

function compareSent(
  server: ReadonlyMap<string, ServerChannel>,
  { name, report }: NamedReport,
  notes: Notes,
): void {
  const furthest = new Map<string, number>()
  for (const { channelId, text, hasFailed, isRemoved } of report.sent) {
    const messages = server.get(channelId)?.messages ?? []
    const places = placesOf(messages, text)
    if (isRemoved === true) {
      if (places.length > 0) notes.wrong.push(`${name}: "${text}" was deleted and is there`)
      continue
    }
    const [place] = places
    if (place === undefined) notes.lost.push(`${name}: the server has no "${text}"`)
    if (places.length > 1) notes.doubled.push(`${name}: the server has "${text}" ${places.length}×`)
    if (place === undefined || hasFailed) continue
    if (place < (furthest.get(channelId) ?? -1)) {
      notes.disordered.push(`${name}: "${text}" came after what was written later`)
    }
    furthest.set(channelId, Math.max(place, furthest.get(channelId) ?? -1))
  }
}

function placesOf(messages: readonly ShownMessage[], text: string): readonly number[] {
  return messages.flatMap((message, place) => (message.text === text ? [place] : []))
}

function compareChannel(
  id: string,
  channel: ServerChannel,
  { name, userName, report }: NamedReport,
  notes: Notes,
): void {
  const counts = channel.counts.get(userName)
  const shown = report.channels.get(id)
  if (counts === undefined) return
  if (shown === undefined) {
    if (!counts.isOpen) return
    notes.lost.push(`${name} has no channel ${id}`)
    return
  }
  const expected = {
    count: counts.unread,
    mentions: counts.mentions,
    hasAlert: counts.alert || counts.unread > 0,
  }
  for (const key of ['count', 'mentions', 'hasAlert'] as const) {
    if (shown[key] === null || shown[key] === expected[key]) continue
    notes.wrong.push(
      `${name} in ${id}: ${key} is ${String(shown[key])} instead of ${String(expected[key])}`,
    )
  }
  if (shown.timeline !== null) {
    compareTimeline(`${name} in ${id}`, channel.messages, shown.timeline, notes)
  }
}

/** From the oldest message shown on, both have to be the same. */
function compareTimeline(
  where: string,
  kept: readonly ShownMessage[],
  shown: readonly ShownMessage[],
  notes: Notes,
): void {
  const shownById = new Map(shown.map((message) => [message.id, message]))
  const first = kept.findIndex(({ id }) => shownById.has(id))
  const expected = kept.slice(Math.max(0, first))
  for (const { id, text, reactions } of expected) {
    const message = shownById.get(id)
    if (message === undefined) notes.lost.push(`${where}: "${text}" is not shown`)
    else if (message.text !== text) notes.wrong.push(`${where}: "${message.text}" is old`)
    else if (areOther(reactions, message.reactions)) {
      notes.wrong.push(`${where}: "${text}" has "${message.reactions}" instead of "${reactions}"`)
    }
  }
  const keptIds = new Set(expected.map(({ id }) => id))
  for (const { id, text } of shown) {
    if (!keptIds.has(id)) notes.doubled.push(`${where}: "${text}" is shown and is not there`)
  }
  if (shownById.size < shown.length) notes.doubled.push(`${where}: an id is shown twice`)
  const order = shown.filter(({ id }) => keptIds.has(id)).map(({ id }) => id)
  const inOrder = expected.filter(({ id }) => shownById.has(id)).map(({ id }) => id)
  if (order.join() !== inOrder.join()) notes.disordered.push(`${where}: another order`)
}

/** What is not known differs from nothing. */
function areOther(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}
