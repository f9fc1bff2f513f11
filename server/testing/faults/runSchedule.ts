import type { CancelTimer, Clock, Random } from '../../../src/ports'
import { seededRandom } from '../../../src/testing/seededRandom'
import { faultKinds, schedule, type FaultCounts, type FaultKind } from '../faultProxy/index'
import { until } from '../until'
import { betweenActionsMs, nextAction } from './behaviour'
import { reactionsText, type FaultClient } from './client'
import { compare, isSame, type Differences, type NamedReport, type ServerChannel } from './compare'
import type { Setting, StartSetting, Way } from './setting'

export interface ScheduleResult {
  readonly seed: number
  readonly differences: Differences
  readonly counts: FaultCounts
  readonly sent: number
}

export interface ScheduleOptions {
  readonly start: StartSetting
  readonly way: Way
  readonly seed: number
  /** By the schedule's time. It starts again until so many messages are sent as there are clients. */
  readonly durationMs: number
  readonly kinds?: readonly FaultKind[]
}

/** By the machine's time: how long clients may take to agree once all faults have ended. */
const agreeWithinMs = 40_000
/** For this long they have to go on agreeing. */
const calmMs = 150
const startWithinMs = 60_000
/** By the machine's time: a slow one lets users do little in a schedule's time. */
const busyWithinMs = 30_000

/** Plays one schedule in a world of its own, and tells what differs in the end. */
export async function runSchedule(options: ScheduleOptions): Promise<ScheduleResult> {
  const setting = await options.start(options.way, options.seed)
  try {
    await Promise.all(setting.clients.map((client) => client.start()))
    await until('everybody to be online', () => areOnline(setting.clients), startWithinMs)
    await playFaults(setting, options)
    const differences = await settle(setting)
    return {
      seed: options.seed,
      differences,
      counts: sumOf(setting.proxies.map((proxy) => proxy.counts())),
      sent: await sentBy(setting.clients),
    }
  } finally {
    await setting.stop()
  }
}

async function playFaults(
  { proxies, clients, clock, channelIdsOf }: Setting,
  { seed, durationMs, kinds = faultKinds }: ScheduleOptions,
): Promise<void> {
  const users = clients.map((client, index) => {
    const random = seededRandom(seed * 1_009 + index)
    const channelIds = () => channelIdsOf(client.userName)
    return keepBusy(client, { clock, random, channelIds })
  })
  const faultyTime = (): Promise<unknown> =>
    Promise.all(
      proxies.map(
        (proxy, index) => proxy.run(schedule(seed * 100 + index, durationMs, kinds)).done,
      ),
    )
  await faultyTime()
  const lastStart = performance.now() + busyWithinMs
  while (performance.now() < lastStart && (await sentBy(clients)) < clients.length) {
    await faultyTime()
  }
  await Promise.all(users.map((stop) => stop()))
  for (const proxy of proxies) proxy.heal()
}

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  channelIds(): readonly string[]
}

/** Does one thing after the other until stopped. The stop resolves when the last one is done. */
function keepBusy(
  client: FaultClient,
  { clock, random, channelIds }: Surroundings,
): () => Promise<void> {
  let count = 0
  let isStopped = false
  let done = Promise.resolve()
  let cancel: CancelTimer = clock.after(random() * betweenActionsMs, next)

  function next(): void {
    done = act().finally(() => {
      if (!isStopped) cancel = clock.after(2 * random() * betweenActionsMs, next)
    })
  }

  async function act(): Promise<void> {
    count += 1
    const text = `${client.name}#${count}`
    await client.act(nextAction(random, channelIds(), text))
    if (count % 8 === 0) await client.recover()
  }

  return () => {
    isStopped = true
    cancel()
    return done
  }
}

/** Everybody looks away; then all agree with the server as they are, and again in each channel they open. */
async function settle(setting: Setting): Promise<Differences> {
  for (const client of setting.clients) await client.act({ kind: 'attend', isAttended: false })
  const before = await agree(setting, setting.clients)
  if (!isSame(before)) return before
  const fresh = await Promise.all(
    [...new Set(setting.clients.map(({ userName }) => userName))].map(setting.freshClient),
  )
  for (const client of fresh) await client.act({ kind: 'attend', isAttended: false })
  const all = [...setting.clients, ...fresh]
  for (const channelId of setting.channelIds) {
    for (const client of all) {
      if (!setting.channelIdsOf(client.userName).includes(channelId)) continue
      await client.act({ kind: 'enter', channelId })
    }
    const differences = await agree(setting, all, channelId)
    if (!isSame(differences)) return differences
  }
  return agree(setting, all)
}

/** Waits until nothing differs, and goes on not to for a while; what still differs when the time is over. */
async function agree(
  setting: Setting,
  clients: readonly FaultClient[],
  openId: string | null = null,
): Promise<Differences> {
  const seen: { differences: Differences; sameSince: number | null } = {
    differences: compare(new Map(), []),
    sameSince: null,
  }
  const look = async (): Promise<boolean> => {
    for (const client of clients) await client.recover()
    if (openId !== null) await enterAgain(setting, clients, openId)
    const reports = await reportsOf(clients)
    const { lost, ...others } = compare(serverSide(setting), reports)
    const unread = openId === null ? [] : notLoaded(setting, reports, openId)
    seen.differences = { ...others, lost: [...lost, ...unread] }
    seen.sameSince = isSame(seen.differences) ? (seen.sameSince ?? performance.now()) : null
    return seen.sameSince !== null && performance.now() - seen.sameSince >= calmMs
  }
  await until('everybody to agree', look, agreeWithinMs).catch(() => undefined)
  return seen.differences
}

/** A slow page may not have let its user in, and whoever looks after failed messages goes elsewhere for a moment. */
async function enterAgain(
  { channelIdsOf }: Setting,
  clients: readonly FaultClient[],
  id: string,
): Promise<void> {
  for (const client of clients) {
    const { currentId } = await client.report()
    if (currentId === id || !channelIdsOf(client.userName).includes(id)) continue
    await client.act({ kind: 'enter', channelId: id })
  }
}

function notLoaded(
  { channelIdsOf }: Setting,
  reports: readonly NamedReport[],
  id: string,
): readonly string[] {
  return reports
    .filter(({ userName }) => channelIdsOf(userName).includes(id))
    .filter(({ report }) => (report.channels.get(id)?.timeline ?? null) === null)
    .map(({ name }) => `${name} has not loaded ${id}`)
}

async function areOnline(clients: readonly FaultClient[]): Promise<boolean> {
  return (await reportsOf(clients)).every(({ report }) => report.isOnline)
}

async function sentBy(clients: readonly FaultClient[]): Promise<number> {
  return (await reportsOf(clients)).reduce((sum, { report }) => sum + report.sent.length, 0)
}

async function reportsOf(clients: readonly FaultClient[]): Promise<readonly NamedReport[]> {
  return Promise.all(
    clients.map(async (client) => ({
      name: client.name,
      userName: client.userName,
      report: await client.report(),
    })),
  )
}

function serverSide({ sandbox, channelIds }: Setting): ReadonlyMap<string, ServerChannel> {
  const world = sandbox.control.world()
  const channels = new Map<string, ServerChannel>()
  for (const id of channelIds) {
    const counts = new Map(
      world.subscriptions
        .filter(({ rid }) => rid === id)
        .map(
          ({ u, open = false, unread = 0, userMentions = 0, groupMentions = 0, alert = false }) => [
            u.username ?? '',
            { isOpen: open, unread, mentions: userMentions + groupMentions, alert },
          ],
        ),
    )
    const messages = world.messages
      .filter(({ rid, t }) => rid === id && t === undefined)
      .map(({ _id, msg, reactions }) => ({
        id: _id,
        text: msg,
        reactions: reactionsText(toReactions(reactions)),
      }))
    channels.set(id, { messages, counts })
  }
  return channels
}

/** The server keys them by short codes with colons. */
function toReactions(
  reactions: Readonly<Record<string, { readonly usernames: readonly string[] }>> = {},
): Parameters<typeof reactionsText>[0] {
  return Object.entries(reactions).map(([key, { usernames }]) => ({
    emoji: key.replaceAll(':', ''),
    usernames,
  }))
}

/** Adds up counts by kind. */
export function sumOf(all: readonly FaultCounts[]): FaultCounts {
  return Object.fromEntries(
    faultKinds.map((kind) => [kind, all.reduce((sum, counts) => sum + counts[kind], 0)]),
  ) as FaultCounts
}
