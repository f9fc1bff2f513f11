import type { Clock } from '../../../src/ports'
import type { Sandbox } from '../../../src/testing/sandboxBackend'
import type { FaultProxy } from '../faultProxy/index'
import type { FaultClient } from './client'

export type Way = 'direct' | 'relay'

/** Who is there, and what is between them. */
export interface Setting {
  readonly way: Way
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly channelIds: readonly string[]
  /** Those that the user's list shows. */
  channelIdsOf(userName: string): readonly string[]
  readonly clients: readonly FaultClient[]
  /** Before the clients; by the relay one more, between it and the sandbox. */
  readonly proxies: readonly FaultProxy[]
  /** A client without faults, that knows nothing yet. */
  freshClient(userName: string): Promise<FaultClient>
  stop(): Promise<void>
}

/** Starts everything; the clients have not started yet. */
export type StartSetting = (way: Way, seed: number) => Promise<Setting>

/** Of each user. */
export const tabs = [1, 2]
