import type { ChannelId, Me } from '../domain'
import { silentLogger, type Clock } from '../ports'
import { createSession, type Session } from '../session'
import { createMemoryTransport, type MemoryTransport, type MemoryWorld } from '../transports/memory'
import { seededRandom } from './seededRandom'
import type { TestTab } from './testBrowser'

export interface TestPage {
  readonly session: Session
  /** Operations that reached the transport. */
  readonly calls: readonly string[]
  drop(): void
}

export interface TestPageDeps {
  readonly tab: Pick<TestTab, 'loadOutbox'>
  readonly world: MemoryWorld
  readonly clock: Clock
  readonly user: Me
  /** The channel it shows. */
  readonly channelId: ChannelId
  newMessageId(): string
  /** Runs before every call of the transport. */
  gate(operation: string): Promise<void>
}

/** The page of a tab, as it is when it has just been loaded. */
export function loadPage({ tab, world, clock, user, channelId, ...deps }: TestPageDeps): TestPage {
  const calls: string[] = []
  const transports: MemoryTransport[] = []
  const session = createSession({
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    newMessageId: deps.newMessageId,
    loadOutbox: tab.loadOutbox,
    newTransport: () => {
      const transport = createMemoryTransport(world, user.id, {
        clock,
        gate(operation) {
          calls.push(operation)
          return deps.gate(operation)
        },
      })
      transports.push(transport)
      return transport
    },
  })
  session.start()
  session.enterChannel(channelId)
  return { session, calls, drop: () => transports.at(-1)?.drop() }
}
