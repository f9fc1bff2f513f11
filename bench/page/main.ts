/** The real state and the real components behind the contract of a comparing harness. */
import { createApp, defineComponent, h, nextTick, shallowRef, useTemplateRef } from 'vue'
import ChannelList from '../../src/components/channel/ChannelList.vue'
import { buildChannelRows } from '../../src/components/channel/channelRows'
import MessageList from '../../src/components/message/MessageList.vue'
import {
  channelEntry,
  channelId,
  createChannelOrder,
  defaultServerFacts,
  emptyState,
  reduce,
  timelineOf,
  type ChatEvent,
  type ChatState,
  type HistoryPart,
  type Message,
  type Position,
  noCapabilities,
} from '../../src/domain'
import { createLocalization, type Localization } from '../../src/i18n'
import { scheduleFrame } from '../../src/platform/frame'
import '../../src/styles/index.css'
import type { BenchChannel, BenchMessage, ChannelsAdapter, PaneAdapter } from './contract'
import { benchChannelId, benchMe, bumped, toChannel, toMembership, toMessage } from './translate'

interface LiveState {
  readonly shown: { readonly value: ChatState }
  readonly latest: () => ChatState
  /** Folds events; the screen follows in the next frame, as with the app's store. */
  dispatch(events: readonly ChatEvent[]): void
  /** Shows now what was folded. */
  flush(): Promise<void>
}

function createLiveState(): LiveState {
  const signedIn: ChatEvent = {
    type: 'signedIn',
    me: benchMe,
    facts: defaultServerFacts,
    capabilities: noCapabilities,
  }
  let latest = reduce(emptyState, signedIn)
  const shown = shallowRef(latest)
  let isScheduled = false
  return {
    shown,
    latest: () => latest,
    dispatch(events) {
      latest = events.reduce(reduce, latest)
      if (isScheduled) return
      isScheduled = true
      scheduleFrame(() => {
        isScheduled = false
        shown.value = latest
      })
    },
    async flush() {
      shown.value = latest
      await nextTick()
    },
  }
}

/** The newest page, or the one before what is known. */
function partOf(messages: readonly Message[], knownFrom: Position | null): HistoryPart {
  return { messages, covers: { from: messages[0] ?? knownFrom, to: knownFrom } }
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not mounted')
  return value
}

function createPane(localization: Localization): PaneAdapter {
  const live = createLiveState()
  let root: HTMLElement | null = null
  let toNewest = (): void => undefined
  let version = 0

  const startOfKnown = (): Position | null =>
    timelineOf(live.latest(), benchChannelId).ranges[0]?.from ?? null

  const Pane = defineComponent(() => {
    const list = useTemplateRef<{ toNewest(): void }>('list')
    toNewest = () => list.value?.toNewest()
    return () =>
      h(MessageList, {
        ref: 'list',
        timeline: timelineOf(live.shown.value, benchChannelId),
        pending: [],
        divider: null,
        me: benchMe,
        channelName: 'bench',
        now: Date.now(),
      })
  })

  return {
    rowSelector: '[data-anchor]',
    windowed: true,
    async mount(into, messages) {
      root = into
      into.style.cssText += ';display:flex;flex-direction:column'
      live.dispatch([
        { type: 'historyRequested', channelId: benchChannelId, gap: null },
        {
          type: 'historyLoaded',
          channelId: benchChannelId,
          parts: [
            partOf(
              messages.map((one) => toMessage(one)),
              null,
            ),
          ],
        },
      ])
      await live.flush()
      createApp(Pane).use(localization).mount(into)
      await nextTick()
      await nextTick()
    },
    append(messages) {
      live.dispatch(
        messages.map((one): ChatEvent => ({ type: 'messageUpserted', message: toMessage(one) })),
      )
    },
    async prepend(messages) {
      live.dispatch([
        {
          type: 'historyLoaded',
          channelId: benchChannelId,
          parts: [
            partOf(
              messages.map((one) => toMessage(one)),
              startOfKnown(),
            ),
          ],
        },
      ])
      await live.flush()
    },
    scroller: () => required(root?.querySelector<HTMLElement>('[role=region]')),
    row: (id) => root?.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(id)}"]`) ?? null,
    idOf: (row) => row.getAttribute('data-anchor') ?? '',
    async toBottom() {
      toNewest()
      await nextTick()
    },
    update(message: BenchMessage) {
      version += 1
      live.dispatch([{ type: 'messageUpserted', message: toMessage(message, version) }])
    },
  }
}

function createChannels(localization: Localization): ChannelsAdapter {
  const live = createLiveState()
  const order = createChannelOrder()
  let root: HTMLElement | null = null

  const hrefOf = (id: string): string => `#${id}`
  const List = defineComponent(() => () => {
    const sections = order(live.shown.value)
    return h(ChannelList, {
      rows: buildChannelRows(sections, { query: '', collapsed: new Set(), currentId: null }),
      currentId: null,
      myUsername: benchMe.username,
      now: Date.now(),
      hrefOf,
      density: 'comfortable',
      presenceOf: () => null,
      noteOf: () => null,
    })
  })

  return {
    rowSelector: 'a[href]',
    async mount(into: HTMLElement, channels: readonly BenchChannel[]) {
      root = into
      into.style.cssText += ';display:flex;flex-direction:column'
      live.dispatch(
        channels.flatMap((one): ChatEvent[] => [
          { type: 'channelUpserted', channel: toChannel(one) },
          { type: 'membershipUpserted', membership: toMembership(one) },
        ]),
      )
      await live.flush()
      createApp(List).use(localization).mount(into)
      await nextTick()
    },
    bump(id, last) {
      const entry = channelEntry(live.latest(), channelId(id))
      const change = entry === null ? null : bumped(entry, last)
      if (change === null) return
      live.dispatch([
        { type: 'channelUpserted', channel: change.channel },
        { type: 'membershipUpserted', membership: change.membership },
      ])
    },
    row: (id) => root?.querySelector<HTMLElement>(`a[href="#${CSS.escape(id)}"]`) ?? null,
  }
}

const localization = createLocalization(['en'])
await localization.choose('en')
document.documentElement.dataset['theme'] = 'light'
window.__benchAdapter = {
  pane: createPane(localization),
  channels: createChannels(localization),
}
