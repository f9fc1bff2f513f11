import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { countPlaywright, countStep, countVitest } from './counts.mjs'
import { root, runNode } from './run.mjs'

const reports = path.join(root, '.cache/reports')
const unitReport = path.join(reports, 'unit.json')
const e2eReport = path.join(reports, 'e2e.json')
const stepLimitMs = 45 * 60_000

const tool = {
  eslint: 'node_modules/eslint/bin/eslint.js',
  playwright: 'node_modules/@playwright/test/cli.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  vueTsc: 'node_modules/vue-tsc/bin/vue-tsc.js',
}
const vitestArgs = [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
]

/** All that must hold, in the order in which it is checked. A name may have a part after a colon. */
export const steps = [
  { name: 'format', file: tool.prettier, args: ['--check', '.'] },
  { name: 'lint', file: tool.eslint, args: ['--max-warnings', '0', '.'] },
  { name: 'types:core', file: tool.tsc, args: ['-p', 'tsconfig.core.json'] },
  { name: 'types:app', file: tool.vueTsc, args: ['-p', 'tsconfig.app.json'] },
  { name: 'types:node', file: tool.vueTsc, args: ['-p', 'tsconfig.node.json'] },
  {
    name: 'unit',
    file: tool.vitest,
    args: vitestArgs,
    report: unitReport,
    count: countVitest,
    needsRedis: true,
  },
  { name: 'build:app', file: tool.vite, args: ['build'] },
  { name: 'build:widget', file: tool.vite, args: ['build', '-c', 'vite.widget.config.ts'] },
  { name: 'budgets', file: 'scripts/budgets.mjs', args: [] },
  {
    name: 'e2e',
    file: tool.playwright,
    args: ['test'],
    report: e2eReport,
    count: countPlaywright,
    needsBrowser: true,
  },
]

/**
 * The steps named in a list such as `unit,types`; `types` stands for all steps before whose colon it is.
 * Throws when a name fits no step.
 */
export function select(list) {
  const fits = (step, name) => step.name === name || step.name.startsWith(`${name}:`)
  const wanted = list.split(',').map((name) => name.trim())
  const unknown = wanted.filter((name) => !steps.some((step) => fits(step, name)))
  if (unknown.length > 0) {
    const known = steps.map(({ name }) => name).join(', ')
    throw new Error(`There is no step called ${unknown.join(', ')}. There are: ${known}.`)
  }
  return steps.filter((step) => wanted.some((name) => fits(step, name)))
}

/**
 * Runs one step with its output shown. Never rejects for a failure: that is in the counts.
 * @param {NodeJS.ProcessEnv} env added to the environment
 * @returns {Promise<{ name: string, counts: import('./counts.mjs').Counts, ms: number, note: string }>}
 */
export async function runStep(step, env) {
  const startedAt = Date.now()
  await mkdir(reports, { recursive: true })
  if (step.report) await rm(step.report, { force: true })
  const { ok, reason } = await runNode(step.file, step.args, { env, timeoutMs: stepLimitMs })
  const counts = step.count ? step.count(await readReport(step.report), ok) : countStep(ok)
  return { name: step.name, counts, ms: Date.now() - startedAt, note: ok ? '' : reason }
}

/** Null when the runner left no report, or only half of one. */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}
