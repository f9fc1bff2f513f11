import { ChatError, type ChannelId } from '../../domain'
import type { Governing, Receipts } from '../../ports'
import type { MemoryFeatureDeps } from './memoryFeatures'
import type { MemoryWorld, RoomDetails } from './memoryWorld'

/** @throws ChatError when another channel has it */
export function requireFreeName(world: MemoryWorld, name: string, except?: ChannelId): void {
  const holder = world.channelNamed(name)
  if (holder === null || holder === except) return
  throw new ChatError('validation', 'a channel has this name', { code: 'nameTaken' })
}

/** A channel is changed by its owner alone: who made it. */
export function createMemoryGoverning({ world, call, signedIn }: MemoryFeatureDeps): Governing {
  function about(id: ChannelId): RoomDetails {
    const details = world.messagesOf(id, signedIn().id) === null ? null : world.about(id)
    if (details === null) throw new ChatError('notFound', 'no such channel of mine')
    return details
  }

  function requireOwner(id: ChannelId): void {
    if (about(id).creator?.id !== signedIn().id) throw new ChatError('permission', 'not the owner')
  }

  return {
    details: (id) =>
      call('details', () => {
        const { description, createdAt, creator } = about(id)
        return { description, createdAt, creator }
      }),
    change: (id, { description, name, ...fields }) =>
      call('change', () => {
        requireOwner(id)
        if (name !== undefined) requireFreeName(world, name, id)
        const names = name === undefined ? {} : { name, slug: name }
        world.setChannel(id, { ...fields, ...names }, description)
      }),
    setArchived: ({ id }, isArchived) =>
      call('setArchived', () => {
        requireOwner(id)
        world.setChannel(id, { isArchived })
      }),
  }
}

export function createMemoryReceipts({ world, call, signedIn }: MemoryFeatureDeps): Receipts {
  return {
    readers: (id) =>
      call('readers', () => {
        const message = world.find(id, signedIn().id)
        if (message === null) throw new ChatError('notFound', 'no such message')
        return world.readersOf(message)
      }),
  }
}
