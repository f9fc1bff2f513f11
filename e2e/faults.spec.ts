import { browserTabs } from '../server/testing/faults/browserSetting'
import { failureLine } from '../server/testing/faults/report'
import { runSchedule } from '../server/testing/faults/runSchedule'
import { expect, test } from './fixtures'

// A trace of so many pages costs more than the pages do.
test.use({ trace: 'off' })

/** A few of what `npm run faults -- --browser` plays by the hundred. */
for (const seed of [1, 2]) {
  test(`C1 C3 C8 three users with two tabs each lose, double and miscount nothing under faults, schedule ${String(seed)}`, async ({
    browser,
    way,
  }) => {
    test.setTimeout(180_000)
    const start = browserTabs(browser)
    const result = await runSchedule({ start, way, seed, durationMs: 20_000 })
    expect(failureLine(result)).toBeNull()
    expect(result.sent).toBeGreaterThan(0)
  })
}
