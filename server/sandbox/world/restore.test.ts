import { describe, expect, it } from 'vitest'
import { aJournal } from '../testing/journals'
import { aWorld, START } from '../testing/worlds'
import type { World } from './world'

/** All that can be asked of a world, in the order in which it is told. */
function everything({ store, reading }: World): unknown {
  const rooms = [...store.rooms.keys()]
  return {
    users: [...store.users.values()],
    settings: [...store.settings],
    uploads: [...store.uploads.values()],
    temporaryUploads: [...store.temporaryUploads.values()],
    tokens: [...store.users.keys()].map(store.tokensOfUser),
    subscriptions: [...store.users.keys()].map((id) => reading.subscriptionsOf(id)),
    removed: [...store.users.keys()].map((id) => reading.subscriptionsOf(id, 0).remove),
    rooms: rooms.map((rid) => store.rooms.get(rid)),
    messages: rooms.map((rid) => reading.messagesSince(rid, 0)),
    order: rooms.map((rid) => [...store.timeline(rid).newestFirst({})]),
    pages: rooms.map((rid) => reading.writtenPage(rid, 0, 100, false)),
  }
}

function lively(world: World, [ann = '', bob = '', carl = '']: readonly string[]): string {
  const { rooms, messages, reading, users } = world
  const rid = rooms.create({ type: 'p', name: 'main', memberIds: [ann, bob, carl] })._id
  const direct = rooms.createDirect({ memberIds: [ann, bob] })._id
  const say = (from: string, msg: string, more = {}) =>
    messages.send(from, { rid, msg, _id: `${from}-${msg}`, ...more }).message
  say(ann, 'one')
  say(bob, 'two', { tmid: 'ann-one' })
  say(carl, 'three', { attachments: [{ $date: 5 }] })
  say(ann, 'four')
  messages.edit(ann, rid, 'ann-one', 'first')
  messages.remove(ann, rid, 'ann-four')
  world.react(bob, 'carl-three', 'smile')
  messages.send(bob, { rid: direct, msg: 'hi' })
  reading.markRead(bob, rid, true)
  reading.markUnreadFrom(bob, 'carl-three')
  rooms.removeMember(rid, carl)
  users.issueToken(ann)
  users.revoke([`#${users.issueToken(ann).token}`])
  users.issueToken(ann)
  world.setSetting('Unread_Count', 'all_messages')
  const content = Uint8Array.of(0, 255)
  const file = { _id: 'file', rid, userId: ann, name: 'a.bin', type: 'x/y', content }
  world.transaction(() => world.store.putUpload(file))
  const add = (): string => world.uploads.add(ann, rid, file)._id
  world.uploads.confirm(ann, rid, add(), { msg: 'look', fileName: 'b.bin' })
  messages.remove(ann, rid, world.uploads.confirm(ann, rid, add(), {})._id)
  add()
  return rid
}

describe('restoring', () => {
  it('gives back the same world: documents, order, deletions, markers, tokens', () => {
    const journal = aJournal()
    const { world, ann, bob, carl } = aWorld(journal)
    lively(world, [ann, bob, carl])
    expect(everything(aWorld(journal).world)).toEqual(everything(world))
  })

  it('goes on with later stamps, though the clock was set back', () => {
    const journal = aJournal()
    const first = aWorld(journal)
    first.setNow(START + 86_400_000)
    const rid = lively(first.world, [first.ann, first.bob, first.carl])
    const latest = Math.max(
      ...first.world.reading.messagesSince(rid, 0).remove.map((gone) => gone._deletedAt.getTime()),
    )
    const second = aWorld(journal)
    const { message } = second.world.messages.send(second.ann, { rid, msg: 'after' })
    expect(message._updatedAt?.getTime()).toBeGreaterThan(latest)
    expect(message.ts.getTime()).toBeLessThan(latest)
    const caughtUp = second.world.reading.messagesSince(rid, latest).update
    expect(caughtUp.map(({ msg }) => msg)).toContain('after')
  })
})
