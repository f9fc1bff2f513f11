import { describe, expect, it } from 'vitest'
import { countPlaywright, countStep, countVitest, format, sum } from './counts.mjs'

const vitestReport = (changes) => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...changes,
})
const playwrightReport = (stats, errors = []) => ({
  stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
})

describe('a step that is no test runner', () => {
  it('counts as one test', () => {
    expect(countStep(true)).toEqual({ passed: 1, failed: 0, skipped: 0 })
    expect(countStep(false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('Vitest', () => {
  it('counts passed, failed, skipped and planned tests', () => {
    const report = vitestReport({
      numFailedTests: 2,
      numPendingTests: 3,
      numTodoTests: 1,
      testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }],
    })
    expect(countVitest(report, false)).toEqual({ passed: 5, failed: 2, skipped: 4 })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const report = vitestReport({ testResults: [{ status: 'failed', assertionResults: [] }] })
    expect(countVitest(report, false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })

  it('counts a file whose hook failed after its tests as one failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'passed' }] }]
    expect(countVitest(vitestReport({ testResults }), false).failed).toBe(1)
  })

  it('counts an error outside of all tests, which only the exit code tells', () => {
    expect(countVitest(vitestReport(), false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })

  it('counts a crash without a report as one failure', () => {
    for (const report of [null, undefined, {}, { testResults: [] }, 'x']) {
      expect(countVitest(report, true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    }
  })

  it('counts a run without tests as one failure', () => {
    const report = vitestReport({ numPassedTests: 0, testResults: [], numPendingTests: 2 })
    expect(countVitest(report, true)).toEqual({ passed: 0, failed: 1, skipped: 2 })
  })
})

describe('Playwright', () => {
  it('counts passed and skipped tests', () => {
    expect(countPlaywright(playwrightReport({ skipped: 2 }), true)).toEqual({
      passed: 4,
      failed: 0,
      skipped: 2,
    })
  })

  it('counts a flaky test as failed', () => {
    const report = playwrightReport({ unexpected: 1, flaky: 2 })
    expect(countPlaywright(report, false)).toEqual({ passed: 4, failed: 3, skipped: 0 })
  })

  it('counts errors outside of all tests', () => {
    const report = playwrightReport({ expected: 0 }, [{ message: 'no tests found' }])
    expect(countPlaywright(report, false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('counts a crash, and a run that failed without saying why, as one failure', () => {
    expect(countPlaywright(null, false).failed).toBe(1)
    expect(countPlaywright(playwrightReport({}), false).failed).toBe(1)
  })
})

describe('the last line', () => {
  it('sums all steps', () => {
    const total = sum([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 10, failed: 3, skipped: 0 },
    ])
    expect(format(total)).toBe('11 passed, 3 failed, 2 skipped')
  })

  it('leaves out what was not skipped', () => {
    expect(format(sum([countStep(true)]))).toBe('1 passed, 0 failed')
    expect(format(sum([]))).toBe('0 passed, 0 failed')
  })
})
