import { expect, it } from 'vitest'
import { createManualClock } from '../../../src/testing/manualClock'
import { upstreamUnavailable } from '../failure'
import { createLog } from '../log'
import { createReceiptsSetting } from './receipts'

const told = (value: unknown): { readonly status: number; readonly body: object } => ({
  status: 200,
  body: { settings: [{ _id: 'Message_Read_Receipt_Enabled', value }], success: true },
})

it('H6 whether receipts are told is asked once a minute at most; no answer counts as yes', async () => {
  const clock = createManualClock()
  let asked = 0
  const answers = [told(false), null, told(true), told('yes')]
  const hasReceipts = createReceiptsSetting({
    clock,
    log: createLog('silent'),
    upstream: {
      json: () => {
        const answer = answers[asked++] ?? null
        return answer === null
          ? Promise.reject(upstreamUnavailable())
          : Promise.resolve({ status: answer.status, body: { ...answer.body } })
      },
    },
  })
  const heard: boolean[] = []
  for (let minute = 0; minute < 4; minute += 1) {
    heard.push(await hasReceipts(), await hasReceipts())
    await clock.pass(60_000)
  }
  expect(heard).toEqual([false, false, true, true, true, true, false, false])
  expect(asked).toBe(4)
})
