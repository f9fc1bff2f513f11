import fc from 'fast-check'
import { channelEntry, type ChannelId, type MessageId } from '../domain'
import { newest, shown, type LawClient, type LawRig } from './lawRig'

const longestSchedule = 30

type Step = (rig: LawRig) => void | Promise<void>

/** One thing that happens in a schedule; its name says what in the report of a failure. */
export interface Command {
  readonly name: string
  readonly step: Step
}

const clientIndex = fc.nat(3)
const channelIndex = fc.nat(2)

const onClient = (
  name: string,
  run: (client: LawClient, rig: LawRig) => void | Promise<void>,
): fc.Arbitrary<Command> =>
  clientIndex.map((index) => ({
    name: `${name}(${index})`,
    step: (rig) => {
      const client = rig.clients[index]
      return client === undefined ? undefined : run(client, rig)
    },
  }))

const inChannel = (
  name: string,
  run: (client: LawClient, channel: ChannelId, rig: LawRig) => void,
): fc.Arbitrary<Command> =>
  fc.tuple(clientIndex, channelIndex).map(([index, at]) => ({
    name: `${name}(${index}, ${at})`,
    step: (rig) => {
      const [client, channel] = [rig.clients[index], rig.channels[at]]
      if (client === undefined || channel === undefined) return
      if (channelEntry(client.session().state, channel) !== null) run(client, channel, rig)
    },
  }))

/** A message that some tab can see, by a number that is taken as a share. */
const onMessage = (name: string, run: (rig: LawRig, id: never) => void): fc.Arbitrary<Command> =>
  fc.tuple(channelIndex, fc.nat(1_000)).map(([at, share]) => ({
    name: `${name}(${at}, ${share})`,
    step: (rig) => {
      const channel = rig.channels[at]
      const messages = channel === undefined ? null : rig.world.messagesOf(channel, ann(rig).me.id)
      const found = messages?.[Math.floor((share / 1_001) * messages.length)]
      if (found !== undefined) run(rig, found.id as never)
    },
  }))

function ann(rig: LawRig): LawClient {
  const [first] = rig.clients
  if (first === undefined) throw new Error('no clients')
  return first
}

/** As a user who looks at the end of the channel that is open. */
function look({ session }: LawClient): void {
  const { currentId } = session().state
  session().setAttention(true)
  session().setBottom(currentId === null ? null : newest(session(), currentId))
}

export function lookAway({ session }: LawClient): void {
  session().setAttention(false)
  session().setBottom(null)
}

/** Somebody writes while a reading is on its way, and its reader turns away (R5). */
const swallow: fc.Arbitrary<Command> = fc
  .tuple(clientIndex, clientIndex, channelIndex, fc.boolean())
  .map(([readerIndex, writerIndex, at, isBack]) => ({
    name: `swallow(${readerIndex}, ${writerIndex}, ${at}, ${isBack})`,
    step: async (rig) => {
      const [reader, writer] = [rig.clients[readerIndex], rig.clients[writerIndex]]
      const channel = rig.channels[at]
      if (reader === undefined || writer === undefined || channel === undefined) return
      const knows = (one: LawClient) => channelEntry(one.session().state, channel) !== null
      if (!knows(reader) || !knows(writer)) return
      reader.session().enterChannel(channel)
      writer.send(channel)
      await rig.pass(3_000)
      reader.weather.lagMs = 2_000
      look(reader)
      await rig.pass(520)
      writer.send(channel)
      await rig.pass(20)
      lookAway(reader)
      await rig.pass(2_000)
      if (isBack) look(reader)
    },
  }))

type Change = 'edit' | 'remove' | 'react' | 'unreact'

function change(client: LawClient, channel: ChannelId, id: MessageId, kind: Change): void {
  if (kind === 'edit') client.edit(channel, id)
  else if (kind === 'remove') client.remove(channel, id)
  else client.react(channel, id, kind === 'react')
}

/** One of a list, by a number that is taken as a share. */
const shareOf = <T>(list: readonly T[], share: number): T | undefined =>
  list[Math.floor((share / 1_001) * list.length)]

/** Changes of messages that the tab sees: of its user, or reactions to those of others. */
const changes: fc.Arbitrary<Command> = fc
  .tuple(
    clientIndex,
    channelIndex,
    fc.nat(1_000),
    fc.constantFrom<Change>('edit', 'edit', 'remove', 'react', 'unreact'),
  )
  .map(([index, at, share, kind]) => ({
    name: `${kind}(${index}, ${at}, ${share})`,
    step: (rig) => {
      const [client, channel] = [rig.clients[index], rig.channels[at]]
      if (client === undefined || channel === undefined) return
      const isOfAnybody = kind === 'react' || kind === 'unreact'
      const others = isOfAnybody ? shown(client.session(), channel).map((one) => one.id) : []
      const id = shareOf([...client.own(channel), ...others], share)
      if (id !== undefined) change(client, channel, id, kind)
    },
  }))

/** Somebody else is at the message while its author does not know whether a change of it has arrived (C7). */
const meddle: fc.Arbitrary<Command> = fc
  .tuple(
    clientIndex,
    channelIndex,
    fc.constantFrom<Change | 'send'>('send', 'edit', 'remove', 'react', 'unreact'),
    fc.constantFrom('edit', 'remove', 'crash'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([index, at, kind, other, isKnown, isCutLate]) => ({
    name: `meddle(${index}, ${at}, ${kind}, ${other}, ${isKnown}, ${isCutLate})`,
    step: async (rig) => {
      const [client, channel] = [rig.clients[index], rig.channels[at]]
      if (client === undefined || channel === undefined) return
      if (channelEntry(client.session().state, channel) === null) return
      client.session().enterChannel(channel)
      await rig.pass(500)
      const bend = (): void => {
        client.weather.lostAnswers += 1
        client.weather.isDeaf = true
      }
      if (kind === 'send') bend()
      client.send(channel)
      const id = client.own(channel).at(-1)
      if (isKnown) await rig.pass(3_000)
      if (kind !== 'send') {
        bend()
        if (id !== undefined) change(client, channel, id, kind)
      }
      await rig.pass(20)
      if (other === 'crash') await client.crash()
      else if (id !== undefined && other === 'edit')
        rig.world.edit(id, `meddled ${rig.world.now()}`)
      else if (id !== undefined) rig.world.remove(id)
      if (isCutLate) await rig.pass(3_000)
      client.weather.isDeaf = false
      client.cut()
    },
  }))

const pass = (ms: number): Command => ({ name: `pass(${ms})`, step: (rig) => rig.pass(ms) })

/** A longer absence than is caught up change by change. Each takes as long to try as all the rest of its schedule. */
const overAnHourMs = 4_000_000

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 9, arbitrary: changes },
  { weight: 3, arbitrary: meddle },
  {
    weight: 2,
    arbitrary: inChannel('takeBackRemoval', (client, channel) => client.takeBackRemoval(channel)),
  },
  { weight: 3, arbitrary: swallow },
  { weight: 8, arbitrary: inChannel('send', (client, channel) => client.send(channel)) },
  { weight: 4, arbitrary: inChannel('enter', ({ session }, id) => session().enterChannel(id)) },
  { weight: 3, arbitrary: onClient('look', look) },
  { weight: 2, arbitrary: onClient('lookAway', lookAway) },
  { weight: 4, arbitrary: onClient('cut', (client) => client.cut()) },
  { weight: 2, arbitrary: onClient('crash', (client) => client.crash()) },
  {
    weight: 2,
    arbitrary: onClient('down', ({ weather }) => {
      weather.isDown = !weather.isDown
    }),
  },
  {
    weight: 2,
    arbitrary: onClient('mute', (client) => {
      if (client.weather.isMute) client.cut()
      client.weather.isMute = !client.weather.isMute
    }),
  },
  {
    weight: 2,
    arbitrary: onClient('lag', ({ weather }) => {
      weather.lagMs = weather.lagMs === 0 ? 2_000 : 0
    }),
  },
  {
    weight: 3,
    arbitrary: onClient('loseAnswers', ({ weather }) => {
      weather.lostAnswers += 2
    }),
  },
  {
    weight: 2,
    arbitrary: onClient('garbleAnswers', ({ weather }) => {
      weather.garbledAnswers = 2
    }),
  },
  {
    weight: 2,
    arbitrary: onClient('limit', ({ weather }) => {
      weather.limited += 2
    }),
  },
  {
    weight: 2,
    arbitrary: onClient('shuffle', ({ weather }) => {
      weather.isShuffled = !weather.isShuffled
    }),
  },
  { weight: 2, arbitrary: inChannel('markRead', ({ session }, id) => session().markRead(id)) },
  {
    weight: 2,
    arbitrary: inChannel('dismiss', ({ session }, id) => session().dismissUnread(id)),
  },
  {
    weight: 1,
    arbitrary: onClient('dismissAll', ({ session }) => void session().dismissUnread(null)),
  },
  { weight: 1, arbitrary: onClient('undo', ({ session }) => session().undoDismissed()) },
  {
    weight: 1,
    arbitrary: onClient('leave', async (client) => {
      client.session().dismissUnread(null)
      client.session().pageHides()
      await client.crash()
    }),
  },
  { weight: 1, arbitrary: onClient('settle', ({ session }) => session().settleDismissed()) },
  {
    weight: 1,
    arbitrary: inChannel('markUnread', ({ session }, id) => {
      const last = newest(session(), id)
      if (last !== null)
        session()
          .markUnread(id, last.id)
          .catch(() => undefined)
    }),
  },
  { weight: 2, arbitrary: onMessage('edit', (rig, id) => rig.world.edit(id, 'edited')) },
  { weight: 2, arbitrary: onMessage('remove', (rig, id) => rig.world.remove(id)) },
  { weight: 7, arbitrary: fc.constantFrom(10, 400, 1_200, 8_000, 70_000).map(pass) },
  { weight: 1, arbitrary: fc.constant(pass(overAnHourMs)) },
)

/** The chance of all that is left to chance, and what happens, in order. */
export const schedule = fc.tuple(
  fc.nat(1_000_000),
  fc.array(command, { minLength: 5, maxLength: longestSchedule }),
)
