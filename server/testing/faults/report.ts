import { faultKinds } from '../faultProxy/index'
import { differenceKinds } from './compare'
import { sumOf, type ScheduleResult } from './runSchedule'

/** Null when nothing differs. */
export function failureLine({ seed, differences }: ScheduleResult): string | null {
  const all = differenceKinds.flatMap((kind) => differences[kind].map((note) => `${kind}: ${note}`))
  if (all.length === 0) return null
  const more = all.length > 6 ? `; and ${all.length - 6} more` : ''
  return `seed ${seed}: ${all.slice(0, 6).join('; ')}${more}`
}

/** What was done to the lines and what came of it; the very last line says whether all was well. */
export function summary(results: readonly ScheduleResult[]): readonly string[] {
  const counts = sumOf(results.map((result) => result.counts))
  const sent = results.reduce((sum, result) => sum + result.sent, 0)
  return [
    ...faultKinds.map((kind) => `${kind.padEnd(12)}${String(counts[kind]).padStart(8)}`),
    `${'messages'.padEnd(12)}${String(sent).padStart(8)}`,
    totals(results),
  ]
}

function totals(results: readonly ScheduleResult[]): string {
  const parts = differenceKinds.map((kind) => {
    const count = results.reduce((sum, { differences }) => sum + differences[kind].length, 0)
    return `${kind} ${count}`
  })
  return `schedules ${results.length} ${parts.join(' ')}`
}
