import { expect, it } from 'vitest'
import type { ChatFeatures, May } from '../ports/features'
import { settle } from '../testing/manualClock'
import { createRights } from './rights'

it('rights are asked for once, and again after a failure alone; until then there are none', async () => {
  let asked = 0
  const answers: readonly (() => Promise<May>)[] = [
    () => Promise.reject(new Error('the line is down')),
    () => Promise.resolve((right) => right === 'pin'),
  ]
  const permissions = { rights: () => answers[asked++]?.() ?? expect.fail() }
  const { may, learn } = createRights(() => Promise.resolve({ permissions } as ChatFeatures))
  expect([may.value('pin'), asked]).toEqual([false, 0])
  for (let time = 0; time < 3; time += 1) {
    learn()
    learn()
    await settle()
  }
  expect([may.value('pin'), may.value('leave'), asked]).toEqual([true, false, 2])
})
