import type { ChannelId, MessageId, Position, Timestamp } from '../domain'
import { decoded, listOf, nullable, number, record, text, type Decode } from './decode'

/** How far the user has read a channel, which the server has not confirmed: as it is stored. All times are the server's. */
export interface KeptReading {
  readonly channelId: ChannelId
  readonly upTo: Position
  /** Where the server's marker was: when it has moved since, it was somebody else, and later (R7). */
  readonly markerAt: Timestamp | null
}

export interface StoredReading {
  readonly key: string
  readonly tab: string
  readonly reading: KeptReading
}

/** One record for each channel and tab. */
export function readingKey(tab: string, id: ChannelId): string {
  return `read:${tab}:${id}`
}

const longestId = 200

const keptReading: Decode<KeptReading> = record<KeptReading>({
  channelId: text<ChannelId>(longestId),
  upTo: record<Position>({ id: text<MessageId>(longestId), createdAt: number }),
  markerAt: nullable(number),
})

/** null for other records, and for what cannot be read. */
export function readStoredReading(key: string, value: unknown): StoredReading | null {
  const tab = /^read:([\w-]+):/.exec(key)?.[1]
  const reading = decoded(keptReading, value)
  return tab === undefined || reading === null ? null : { key, tab, reading }
}

/** What a page writes down at its end without waiting: as many at most. */
const mostLastWords = 1_000

export function writeLastWords(readings: readonly KeptReading[]): string {
  return JSON.stringify(readings.slice(0, mostLastWords))
}

/** Nothing of what cannot be read. */
export function readLastWords(written: string): readonly KeptReading[] {
  try {
    return decoded(listOf(keptReading, mostLastWords), JSON.parse(written)) ?? []
  } catch {
    return []
  }
}

export function isSameReading(a: KeptReading | null, b: KeptReading | null): boolean {
  if (a === null || b === null) return a === b
  const isSamePlace = a.upTo.id === b.upTo.id && a.upTo.createdAt === b.upTo.createdAt
  return isSamePlace && a.markerAt === b.markerAt
}
