/**
 * What a step of `npm test` counts for.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** A step that is no test runner is one test. */
export function countStep(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/**
 * A file that could not be loaded has no tests to fail, and counts as one failure.
 * @param {unknown} report the JSON report, null when the runner left none
 * @param {boolean} ok how the runner itself ended
 * @returns {Counts}
 */
export function countVitest(report, ok) {
  if (!isVitestReport(report)) return countStep(false)
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return closed(ok, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  })
}

/**
 * A flaky test is a failed one, and so is an error outside of all tests.
 * @param {unknown} report the JSON report, null when the runner left none
 * @param {boolean} ok how the runner itself ended
 * @returns {Counts}
 */
export function countPlaywright(report, ok) {
  if (!isPlaywrightReport(report)) return countStep(false)
  const { expected, unexpected, flaky, skipped } = report.stats
  return closed(ok, {
    passed: expected,
    failed: unexpected + flaky + (report.errors?.length ?? 0),
    skipped,
  })
}

/** A runner that failed without a failed test, or ran no test at all, counts as one failure. */
function closed(ok, counts) {
  const ranNothing = counts.passed + counts.failed === 0
  return (ok && !ranNothing) || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

function isVitestReport(report) {
  return Array.isArray(report?.testResults) && Number.isInteger(report.numPassedTests)
}

function isPlaywrightReport(report) {
  return Number.isInteger(report?.stats?.expected)
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  const total = (key) => all.reduce((count, counts) => count + counts[key], 0)
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
}

/** `12 passed, 0 failed`, with `, 3 skipped` when there are any. */
export function format({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
