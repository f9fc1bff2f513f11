import { describe, expect, it } from 'vitest'
import { timelineOf, valuesOf } from '../domain'
import { createLawRig, newest, shown, type LawRig } from '../testing/lawRig'
import { waiting } from '../testing/lawWishes'

const rounds = 30
const writtenInRound = 20

/** What a tab is told by, in the world: an older connection must leave none behind. */
function countLines({ world }: LawRig): () => object {
  const lines = new Set<{ readonly watched: ReadonlySet<string> }>()
  const { connect } = { ...world }
  Object.assign(world, {
    connect: (line: Parameters<typeof connect>[0]) => {
      const disconnect = connect(line)
      lines.add(line)
      return () => {
        lines.delete(line)
        disconnect()
      }
    },
  })
  return () => ({
    lines: lines.size,
    watched: [...lines].reduce((sum, { watched }) => sum + watched.size, 0),
  })
}

/** A minute in which everybody writes, reads, changes and deletes, and every line is cut. */
async function live(rig: LawRig): Promise<void> {
  const { clients, channels, world } = rig
  for (const [index, client] of clients.entries()) {
    const [general] = channels
    if (general === undefined) return
    client.session().enterChannel(channels[index % channels.length] ?? general)
    client.session().enterChannel(general)
    for (let count = 0; count < writtenInRound / clients.length; count += 1) client.send(general)
    await rig.pass(1_000)
    client.session().setAttention(true)
    client.session().setBottom(newest(client.session(), general))
    const own = client.own(general).at(-1)
    if (own !== undefined) {
      client.edit(general, own)
      client.react(general, own, true)
    }
    await rig.pass(2_000)
    client.session().setAttention(false)
    for (const { id } of shown(client.session(), general)) world.remove(id)
    client.cut()
  }
  await rig.pass(60_000)
}

/** Entries of all that a session keeps, over all tabs. */
function kept({ clients, clock }: LawRig): Readonly<Record<string, number>> {
  const counts = { timers: clock.pendingTimers, messages: 0, pending: 0, wishes: 0, typists: 0 }
  for (const { session } of clients) {
    const { state } = session()
    for (const { sequence } of valuesOf(state.timelines)) counts.messages += sequence.length
    for (const { reading } of valuesOf(state.channels)) counts.pending += reading.pending.byId.size
    counts.typists += state.typists.size
    counts.wishes += waiting(session()).length
  }
  return counts
}

describe('what a session keeps', () => {
  it(
    `is the same after ${rounds} lines that were lost as after one`,
    { timeout: 60_000 },
    async () => {
      const rig = createLawRig(1)
      const lines = countLines(rig)
      await rig.pass(1_000)
      await live(rig)
      const first = { ...kept(rig), ...lines() }
      for (let round = 1; round < rounds; round += 1) await live(rig)
      expect({ ...kept(rig), ...lines() }).toEqual(first)
      for (const { session } of rig.clients) {
        expect(session().status.kind).toBe('online')
        const { removedIds } = timelineOf(session().state, session().state.currentId)
        expect(removedIds).toHaveLength(500)
      }
      rig.close()
    },
  )
})
