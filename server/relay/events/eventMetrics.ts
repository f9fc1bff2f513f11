import { Counter, Gauge, type Registry } from 'prom-client'
import type { HubEventName } from '../../../src/protocol/hub/hub'
import { Dropped } from '../../hub'
import type { KeeperState, LossReason } from './keeper'

/** What `/metrics` tells of the hub. */
export interface EventMetrics {
  clientCame(): void
  /** `error` as the hub tells it; null when the client left by itself. */
  clientLeft(error: Error | null): void
  /** `from` is null for a new upstream. */
  upstreamState(from: KeeperState | null, to: KeeperState): void
  reconnect(reason: LossReason): void
  /** An event left for `count` clients. */
  delivered(event: HubEventName, count: number): void
}

export function createEventMetrics(registry: Registry): EventMetrics {
  const registers = [registry]
  const clients = new Gauge({ name: 'relay_hub_clients', help: 'Open connections', registers })
  const dropped = new Counter({
    name: 'relay_hub_clients_dropped_total',
    help: 'Connections that did not end by themselves',
    labelNames: ['reason'],
    registers,
  })
  const upstreams = new Gauge({
    name: 'relay_upstreams',
    help: 'Realtime connections to the chat server, by state',
    labelNames: ['state'],
    registers,
  })
  const reconnects = new Counter({
    name: 'relay_upstream_reconnects_total',
    help: 'Realtime connections that were up and had to be made anew',
    labelNames: ['reason'],
    registers,
  })
  const events = new Counter({
    name: 'relay_hub_events_total',
    help: 'Events handed to connections, one for each',
    labelNames: ['event'],
    registers,
  })
  return {
    clientCame: () => clients.inc(),
    clientLeft(error) {
      clients.dec()
      if (error !== null) dropped.inc({ reason: error instanceof Dropped ? error.reason : 'line' })
    },
    upstreamState(from, to) {
      if (from !== null) upstreams.dec({ state: from })
      if (to !== 'ended') upstreams.inc({ state: to })
    },
    reconnect: (reason) => reconnects.inc({ reason }),
    delivered: (event, count) => events.inc({ event }, count),
  }
}
