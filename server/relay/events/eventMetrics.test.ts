import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { Dropped } from '../../hub'
import { createEventMetrics } from './eventMetrics'

it.each([
  [new Dropped('slow', 'in other words'), 'slow'],
  [new Dropped('silent', 'in other words'), 'silent'],
  [new Dropped('protocol', 'in other words'), 'protocol'],
  [new Error('reset'), 'line'],
])('a client that left with %s is counted', async (error, reason) => {
  const registry = new Registry()
  createEventMetrics(registry).clientLeft(error)
  expect(await registry.metrics()).toContain(
    `relay_hub_clients_dropped_total{reason="${reason}"} 1`,
  )
})
