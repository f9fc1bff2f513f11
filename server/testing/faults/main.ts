/**
 * `npm run faults -- --schedules N --seed S [--way direct|relay] [--seconds 60] [--browser]`: exit code 1 when anything
 * differs. With `--browser` the clients are tabs of a real browser with the built app, else sessions in this process. A first SIGINT
 * or SIGTERM ends the run after the schedule that is under way, with what has run so far.
 */
import { parseArgs } from 'node:util'
import { launchBrowser } from '../browser'
import { browserTabs } from './browserSetting'
import { isSame } from './compare'
import { failureLine, summary } from './report'
import { runSchedule, type ScheduleResult } from './runSchedule'
import { startSessions } from './sessionSetting'
import type { Way } from './setting'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    way: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    browser: { type: 'boolean', default: false },
  },
})

const ways: readonly Way[] =
  values.way === 'direct' || values.way === 'relay' ? [values.way] : ['direct', 'relay']
const count = Number(values.schedules)
const firstSeed = Number(values.seed)
const durationMs = Number(values.seconds) * 1_000
const start = values.browser ? browserTabs(await launchBrowser()) : startSessions

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort()
  })
}

const results: ScheduleResult[] = []
for (const way of ways) {
  for (let seed = firstSeed; seed < firstSeed + count && !stopping.signal.aborted; seed += 1) {
    const startedAt = performance.now()
    const result = await runSchedule({ start, way, seed, durationMs })
    results.push(result)
    const failure = failureLine(result)
    if (failure !== null) console.log(`${way} ${failure}`)
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    console.error(`${way} ${String(seed)}: ${seconds} s`)
  }
}
for (const line of summary(results)) console.log(line)
process.exit(results.every(({ differences }) => isSame(differences)) ? 0 : 1)
