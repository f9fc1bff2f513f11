import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkCounts,
  checkInvariants,
  checkReadings,
  checkSent,
  checkShown,
  checkWishes,
  heal,
} from './lawChecks'
import { createLawRig } from './lawRig'
import { schedule, type Command } from './lawSchedule'

/** How many test files share the schedules: Vitest runs them side by side. */
const parts = 4
/**
 * Each part tries other schedules. What failed is tried again as it was reported:
 * `PARLEY_LAW_SEED=3 PARLEY_LAW_PATH=17:0:1 npx vitest run src/session/laws1`. Others, and more of them, are tried with
 * `PARLEY_LAW_SEED=7 PARLEY_LAW_RUNS=50000 npx vitest run src/session/laws`.
 */
const firstSeed = Number(process.env.PARLEY_LAW_SEED ?? 1)
const path = process.env.PARLEY_LAW_PATH ?? ''
const runs = Math.ceil(Number(process.env.PARLEY_LAW_RUNS ?? 10_000) / parts)

async function obey(chance: number, commands: readonly Command[]): Promise<void> {
  const rig = createLawRig(chance)
  await rig.pass(1_000)
  for (const { step } of commands) {
    await step(rig)
    checkInvariants(rig)
  }
  await heal(rig)
  for (const { session } of rig.clients) expect(session().status.kind).toBe('online')
  checkInvariants(rig)
  checkSent(rig)
  checkWishes(rig)
  checkShown(rig)
  await checkReadings(rig)
  await checkCounts(rig)
  rig.close()
}

/** @param part from 1 on; each file has its own. */
export function keepLaws(part: number): void {
  const seed = firstSeed + part - 1
  describe('laws of the session', () => {
    it(
      `C3 C4 C7 C8 R2 R3 R4 R5 R13 hold after each of ${runs} random schedules of faults, by seed ${seed}`,
      { timeout: 600_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(schedule, async ([chance, commands]) => {
            try {
              await obey(chance, commands)
            } catch (error) {
              const steps = commands.map(({ name }) => name).join(', ')
              throw new Error(`chance ${chance}: ${steps}`, { cause: error })
            }
          }),
          { seed, path, numRuns: runs },
        )
      },
    )
  })
}
