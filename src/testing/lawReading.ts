import {
  changedKeys,
  channelEntry,
  entriesOf,
  getIn,
  newestPosition,
  timelineOf,
  valuesOf,
  type ChannelEntry,
  type ChannelId,
  type ChatState,
  type Position,
  type Timestamp,
  type UnreadSummary,
} from '../domain'
import type { Clock } from '../ports'
import type { Session } from '../session'

/** What somebody looks at, at the end of the channel that is open, since a time by this machine's clock. */
interface Look {
  readonly channel: ChannelId
  readonly bottom: Position
  readonly since: number
}

/**
 * What the tabs of one user may take for read: what was looked at for long enough (R4), what stands before own writing (R6), and
 * what the user wished (R7). Whatever else is read, or told to be read, is a breach.
 */
export interface LawReading {
  /** The session with the eyes of its user upon it. */
  watch(session: Session): Session
  /** The server is told that a channel was read. */
  asked(channel: ChannelId, upTo: Position): void
  readonly breaches: readonly string[]
}

export interface LawReadingDeps {
  readonly clock: Clock
  /** When the user wrote in a channel last, by the server's clock. */
  writtenAt(channel: ChannelId): Timestamp
  isThere(id: Position['id']): boolean
}

/** R4. */
const holdMs = 500

export function createLawReading({ clock, writtenAt, isThere }: LawReadingDeps): LawReading {
  const readAt = new Map<ChannelId, Timestamp>()
  const looks = new Map<Session, Look>()
  const breaches: string[] = []

  function raise(channel: ChannelId, at: Timestamp): void {
    readAt.set(channel, Math.max(readAt.get(channel) ?? 0, at))
  }

  function mayBeRead(channel: ChannelId, at: Timestamp): boolean {
    for (const look of looks.values()) settle(look)
    return at <= Math.max(readAt.get(channel) ?? 0, writtenAt(channel))
  }

  function settle({ channel, bottom, since }: Look): void {
    if (clock.now() - since >= holdMs) raise(channel, bottom.createdAt)
  }

  function raiseDismissed(state: ChatState): void {
    for (const [id, { reading }] of entriesOf(state.channels)) {
      if (reading.dismissed !== null) raise(id, reading.dismissed.createdAt)
    }
  }

  /** R3, R4: between two states no channel is read but by what may be. */
  function compare(before: ChannelEntry | undefined, after: ChannelEntry | undefined): void {
    if (after === undefined) return
    const { id, reading, membership } = after
    const at = reading.marker?.createdAt ?? 0
    if (at !== (before?.reading.marker?.createdAt ?? 0) && !mayBeRead(id, at)) {
      breaches.push(`${id} was read up to ${at}`)
    }
    if (before === undefined || membership !== before.membership) return
    if (!hasFallen(before.unread, after.unread)) return
    for (const { id: message, at: writtenAtTime } of valuesOf(before.reading.pending.byId)) {
      const isKept = getIn(reading.pending.byId, message) !== undefined
      if (isKept || mayBeRead(id, writtenAtTime) || !isThere(message)) continue
      breaches.push(`${message} of ${id} was read`)
    }
  }

  function watch(session: Session): Session {
    /** By the last dismissals, until they are taken back: the next one settles them, also after a mark set by hand. */
    const dismissed = new Map<ChannelId, Timestamp>()
    let isAttended = false
    let bottom: Position | null = null
    let bottomOf: ChannelId | null = null
    let { channels } = session.state

    /** Looking begins anew when the channel, the line or the attention ends; a newer bottom goes on. */
    function look(): void {
      const known = looks.get(session)
      if (known !== undefined) settle(known)
      const { currentId } = session.state
      const isLooking = isAttended && session.status.kind === 'online' && currentId === bottomOf
      looks.delete(session)
      if (!isLooking || bottom === null || bottomOf === null) return
      const since = known?.channel === bottomOf ? known.since : clock.now()
      looks.set(session, { channel: bottomOf, bottom, since })
    }

    session.listen(({ state }) => {
      look()
      for (const id of changedKeys(channels, state.channels)) {
        compare(getIn(channels, id), getIn(state.channels, id))
      }
      channels = state.channels
    })

    const eyes: Partial<Session> = {
      setAttention(next) {
        isAttended = next
        look()
        session.setAttention(next)
      },
      setBottom(next) {
        bottom = next
        bottomOf = next === null ? null : session.state.currentId
        look()
        session.setBottom(next)
      },
      markRead(id) {
        const entry = channelEntry(session.state, id)
        const newest = entry && newestPosition(entry, timelineOf(session.state, id))
        if (newest !== null) raise(id, newest.createdAt)
        session.markRead(id)
      },
      dismissUnread(id) {
        raiseDismissed(session.state)
        for (const [channel, at] of dismissed) raise(channel, at)
        const count = session.dismissUnread(id)
        for (const [channel, { reading }] of entriesOf(session.state.channels)) {
          if (reading.dismissed !== null) dismissed.set(channel, reading.dismissed.createdAt)
        }
        return count
      },
      undoDismissed() {
        dismissed.clear()
        session.undoDismissed()
      },
      settleDismissed() {
        raiseDismissed(session.state)
        for (const [channel, at] of dismissed) raise(channel, at)
        session.settleDismissed()
      },
      pageHides() {
        raiseDismissed(session.state)
        session.pageHides()
      },
      markUnread(id, from) {
        const known = [...valuesOf(session.state.timelines)]
          .flatMap(({ sequence }) => sequence.chunks.flat())
          .find((message) => message.id === from)
        if (known !== undefined) raise(id, known.createdAt - 1)
        return session.markUnread(id, from)
      },
      /** What was dismissed and not taken back outlives the page. */
      close() {
        raiseDismissed(session.state)
        isAttended = false
        look()
        session.close()
      },
    }
    return Object.assign(Object.create(session) as Session, eyes)
  }

  return {
    watch,
    asked(channel, upTo) {
      if (mayBeRead(channel, upTo.createdAt)) return
      breaches.push(`the server was told that ${channel} is read up to ${upTo.createdAt}`)
    },
    breaches,
  }
}

function hasFallen(before: UnreadSummary, after: UnreadSummary): boolean {
  const isQuiet = before.hasAlert && !after.hasAlert
  return after.count < before.count || after.mentions < before.mentions || isQuiet
}
