/**
 * What coming back costs: `npm run bench:reconnect`. Time to online after the line was away for 5 s (40 cuts by each way, real
 * sockets and waits); requests of one reconnect with 14 and with 1,000 channels; the heap of a session that lives for 8 hours of
 * an accelerated clock. `-- --only cuts,requests,memory` runs some of them.
 */
import { parseArgs } from 'node:util'
import { timesAfterCuts } from './reconnect/cuts'
import { liveFor } from './reconnect/memory'
import type { Way } from './reconnect/place'
import { requestsOfReconnect } from './reconnect/requests'

const ways: readonly Way[] = ['direct', 'relay']
const { values } = parseArgs({
  options: { only: { type: 'string', default: 'cuts,requests,memory' } },
})
const wanted = values.only.split(',')

async function showCuts(): Promise<void> {
  const all = await Promise.all(ways.map(timesAfterCuts))
  for (const [index, times] of all.entries()) {
    const at = (share: number): string =>
      ((times[Math.round((times.length - 1) * share)] ?? NaN) / 1_000).toFixed(2)
    console.log(
      `${ways[index]}: ${times.length} cuts of 5 s, online after the line is back: ` +
        `p50 ${at(0.5)} s, p95 ${at(0.95)} s, slowest ${at(1)} s`,
    )
  }
}

async function showRequests(): Promise<void> {
  for (const way of ways) {
    for (const channels of [14, 1_000]) {
      const { total, counts } = await requestsOfReconnect(way, channels)
      const parts = [...counts].map(([name, count]) => `${count} ${name}`)
      console.log(`${way}, ${channels} channels: ${total} requests: ${parts.join(', ')}`)
    }
  }
}

async function showMemory(): Promise<void> {
  await liveFor([0.5, 1, 2, 4, 6, 8], ({ hours, heapBytes, received, sent, cuts, kept }) => {
    console.log(
      `after ${hours} h: heap ${(heapBytes / 2 ** 20).toFixed(1)} MiB, ${received} received, ${sent} sent, ` +
        `${cuts} cuts, ${kept} messages kept`,
    )
  })
}

if (wanted.includes('cuts')) await showCuts()
if (wanted.includes('requests')) await showRequests()
if (wanted.includes('memory')) await showMemory()
process.exit(0)
