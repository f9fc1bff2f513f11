import { describe, expect, it } from 'vitest'
import { failureLine } from './report'
import { runSchedule } from './runSchedule'
import { startSessions } from './sessionSetting'

/** A few of what `npm run faults` plays by the hundred. */
describe.each(['direct', 'relay'] as const)('under faults, by the %s way', (way) => {
  it.each([1, 2])(
    'C1 C3 C7 C8 nothing is lost, doubled, disordered or miscounted by schedule %i',
    async (seed) => {
      const result = await runSchedule({ start: startSessions, way, seed, durationMs: 15_000 })
      expect(failureLine(result)).toBeNull()
      expect(result.sent).toBeGreaterThan(10)
    },
    120_000,
  )
})
