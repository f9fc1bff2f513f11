/**
 * Cost of folding events: `npm run bench:reduce`. 100,000 events over 100, 1,000 and 10,000 channels, half of them
 * messages of watched channels, half records of the list. The figure per event must not grow with the channels.
 */
import {
  channelId,
  createChannelOrder,
  emptyState,
  messageId,
  reduce,
  type ChatEvent,
  type ChatState,
} from '../src/domain'
import { buildChannelRows, rowsOf } from '../src/components/channel/channelRows'
import { aChannel, aMembership, aMessage, ann } from '../src/testing/builders'
import { seededRandom } from '../src/testing/seededRandom'

const eventCount = 100_000
const watchedCount = 8
const rowsInView = 30

interface Figures {
  readonly channels: number
  readonly microsecondsPerEvent: number
  readonly orderMicrosecondsPerFrame: number
}

function populated(channels: number): ChatState {
  let state = emptyState
  for (let index = 0; index < channels; index += 1) {
    const id = channelId(`channel-${index}`)
    state = reduce(state, { type: 'channelUpserted', channel: aChannel({ id }) })
    state = reduce(state, {
      type: 'membershipUpserted',
      membership: aMembership({ channelId: id, kind: index % 3 === 0 ? 'direct' : 'public' }),
    })
    if (index < watchedCount)
      state = reduce(state, { type: 'historyRequested', channelId: id, gap: null })
  }
  return state
}

function createEvents(channels: number): readonly ChatEvent[] {
  const random = seededRandom(7)
  return Array.from({ length: eventCount }, (_, index): ChatEvent => {
    const at = index + 1
    if (index % 2 === 0) {
      const id = channelId(`channel-${Math.floor(random() * watchedCount)}`)
      const author = index % 10 === 0 ? ann : undefined
      const message = aMessage({ id: messageId(`m${index}`), channelId: id, createdAt: at })
      return {
        type: 'messageUpserted',
        message: author === undefined ? message : { ...message, author },
      }
    }
    const id = channelId(`channel-${Math.floor(random() * channels)}`)
    const unread = Math.floor(random() * 5)
    return {
      type: 'membershipUpserted',
      membership: aMembership({
        channelId: id,
        kind: 'direct',
        unread,
        hasAlert: unread > 0,
        updatedAt: at,
      }),
    }
  })
}

function measure(channels: number): Figures {
  const events = createEvents(channels)
  let state = populated(channels)
  const startedAt = performance.now()
  for (const event of events) state = reduce(state, event)
  const foldedMs = performance.now() - startedAt
  return {
    channels,
    microsecondsPerEvent: (foldedMs * 1_000) / eventCount,
    orderMicrosecondsPerFrame: measureOrder(state, channels),
  }
}

/** One channel bumped to the top and the rows in view taken, as a frame of the app does. */
function measureOrder(from: ChatState, channels: number): number {
  const frames = 1_000
  const order = createChannelOrder()
  const options = { query: '', collapsed: new Set<string>(), currentId: null }
  const show = (state: ChatState) => rowsOf(buildChannelRows(order(state), options), 0, rowsInView)
  show(from)
  let state = from
  const startedAt = performance.now()
  for (let frame = 0; frame < frames; frame += 1) {
    const id = channelId(`channel-${(frame * 37) % channels}`)
    const at = eventCount * 2 + frame
    const channel = aChannel({ id, lastActivityAt: at, updatedAt: at })
    state = reduce(state, { type: 'channelUpserted', channel })
    show(state)
  }
  return ((performance.now() - startedAt) * 1_000) / frames
}

measure(100)
for (const channels of [100, 1_000, 10_000]) {
  const figures = measure(channels)
  console.log(
    `${String(figures.channels).padStart(6)} channels: ` +
      `${figures.microsecondsPerEvent.toFixed(2)} µs per event, ` +
      `${figures.orderMicrosecondsPerFrame.toFixed(1)} µs per bump with the rows in view`,
  )
}
