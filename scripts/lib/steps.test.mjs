import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countVitest } from './counts.mjs'
import { runNode } from './run.mjs'
import { runStep, select, steps } from './steps.mjs'

let folder

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-steps-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function script(name, code) {
  const file = path.join(folder, `${name}.mjs`)
  await writeFile(file, code)
  return file
}

describe('select', () => {
  it('takes steps by name, and all of a group by its name, in their own order', () => {
    const names = select('e2e, types').map(({ name }) => name)
    expect(names).toEqual(['types:core', 'types:app', 'types:node', 'e2e'])
  })

  it('refuses a name that fits nothing, and lists those that would', () => {
    expect(() => select('unit,e3e')).toThrow(/no step called e3e\. There are: format, lint/)
  })
})

describe('runStep', () => {
  it('counts a step by its exit code, and hands on the environment', async () => {
    const file = await script('plain', 'process.exit(process.env.WANTED)')
    const good = await runStep({ name: 'x', file, args: [] }, { WANTED: '0' })
    expect(good).toMatchObject({ name: 'x', counts: { passed: 1, failed: 0 }, note: '' })
    const bad = await runStep({ name: 'x', file, args: [] }, { WANTED: '3' })
    expect(bad).toMatchObject({ counts: { passed: 0, failed: 1 }, note: 'exit code 3' })
  })

  it('does not read the report of an earlier run', async () => {
    const report = path.join(folder, 'old.json')
    await writeFile(report, JSON.stringify({ testResults: [], numPassedTests: 7 }))
    const file = await script('crash', 'process.exit(0)')
    const step = { name: 'x', file, args: [], report, count: countVitest }
    expect((await runStep(step, {})).counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('counts half a report as a failure', async () => {
    const report = path.join(folder, 'half.json')
    const file = await script(
      'half',
      `import fs from 'node:fs'; fs.writeFileSync('${report}', '{')`,
    )
    const step = { name: 'x', file, args: [], report, count: countVitest }
    expect((await runStep(step, {})).counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('runNode', () => {
  it('ends what takes too long', async () => {
    const file = await script('hang', 'setInterval(() => {}, 1000)')
    const result = await runNode(file, [], { timeoutMs: 300 })
    expect(result).toEqual({ ok: false, reason: 'took too long' })
  })

  it('leaves no listeners for signals behind', async () => {
    const before = process.listenerCount('SIGTERM')
    await runNode(await script('quick', ''), [])
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })
})

it('checks everything in this order', () => {
  expect(steps.map(({ name }) => name).join(' ')).toBe(
    'format lint types:core types:app types:node unit build:app build:widget budgets e2e',
  )
})
