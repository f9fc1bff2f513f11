/** Whether the server tells who has read what (rocketchat.md §5.7). */
import type { Clock } from '../../../src/ports'
import { reasonOf, type Log } from '../log'
import { isFields } from './body'
import type { Upstream } from './upstream'

export interface ReceiptsSettingDeps {
  readonly upstream: Pick<Upstream, 'json'>
  readonly clock: Clock
  readonly log: Log
}

const setting = 'Message_Read_Receipt_Enabled'
/** How long an answer is good for. */
const ASK_AGAIN_MS = 60_000

/** Asks the server, seldom. An answer that does not come counts as yes: what is never told may well be watched. Never rejects. */
export function createReceiptsSetting({
  upstream,
  clock,
  log,
}: ReceiptsSettingDeps): () => Promise<boolean> {
  let known: { readonly answer: Promise<boolean>; readonly untilAt: number } | null = null

  async function ask(): Promise<boolean> {
    try {
      const { body } = await upstream.json({
        route: 'settings.public',
        method: 'GET',
        path: `/api/v1/settings.public?_id=${setting}`,
      })
      const settings: readonly unknown[] = Array.isArray(body.settings) ? body.settings : []
      const found = settings.filter(isFields).find(({ _id }) => _id === setting)
      return found?.value === true
    } catch (error) {
      log.debug(reasonOf(error), 'the setting of receipts could not be read')
      return true
    }
  }

  return () => {
    if (known === null || clock.now() >= known.untilAt)
      known = { answer: ask(), untilAt: clock.now() + ASK_AGAIN_MS }
    return known.answer
  }
}
