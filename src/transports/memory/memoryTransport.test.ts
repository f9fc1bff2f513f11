import { defaultServerFacts, type ServerFacts } from '../../domain'
import { createManualClock } from '../../testing/manualClock'
import { describeTransport } from '../transport.contract'
import { createMemoryTransport, type MemoryTransport } from './memoryTransport'
import { createMemoryWorld } from './memoryWorld'

describeTransport('memory', () => {
  const facts: { -readonly [K in keyof ServerFacts]: ServerFacts[K] } = { ...defaultServerFacts }
  const world = createMemoryWorld(facts)
  const clock = createManualClock()
  const ann = world.addUser('ann', 'Ann')
  const bob = world.addUser('bob', 'Bob')
  world.addChannel('public', 'general', [ann, bob])
  const ids = { ann: ann.id, bob: bob.id, revoked: 'nobody' }
  const transports: MemoryTransport[] = []
  return Promise.resolve({
    createTransport: (user) => {
      const transport = createMemoryTransport(world, ids[user], {
        clock,
        gate: () => Promise.resolve(),
      })
      transports.push(transport)
      return transport
    },
    keepReceipts: () => {
      facts.readReceipts = 'named'
    },
    dropLines: () => {
      for (const transport of transports) transport.drop()
    },
    close: () => Promise.resolve(),
  })
})
