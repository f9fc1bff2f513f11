import { readFileSync } from 'node:fs'
import { drawPicture } from '../../server/sandbox/seed/picture'
import { sendFile, signIn } from '../../server/sandbox/testing/clients'
import type { People } from '../fixtures'
import type { Site } from '../site'

/** Rooms in which everything that a screen can show is there. */
export interface Stage {
  /** Messages of all kinds, some of them unread. */
  readonly main: string
  readonly empty: string
  readonly readOnly: string
  /** Somebody without any channel. */
  readonly newcomer: string
}

export const filmName = 'The ball rolls to the harbour, the second take.webm'

const dayMs = 86_400_000
const manyReactions = ['tada', 'rocket', 'heart', 'eyes', 'thumbsup', 'clap', 'fire', 'wave']
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Writes for Ann: what Bob and she said, what is marked, and what she has not read. */
export async function setStage({ sandbox, addUser }: Site, people: People): Promise<Stage> {
  const { ann, bob } = people
  const { control } = sandbox
  const stage = {
    main: `spring-launch-and-all-around-it-${ann}`,
    empty: `quiet-${ann}`,
    readOnly: `news-${ann}`,
    newcomer: `new-${ann}`,
  }
  const { main, empty, readOnly } = stage
  addUser(stage.newcomer, 'Nora Newman')
  const room = control.createRoom({
    name: main,
    members: [ann, bob],
    topic: 'Posters, the press, the party and what else there is to do before April',
  })
  control.createRoom({ name: empty, members: [ann, bob] })
  control.createRoom({ name: readOnly, members: [bob, ann], readOnly: true })
  control.post(bob, readOnly, 'The office is closed on Monday.')
  const direct = control.createDirect([ann, bob])

  control.setClock(-dayMs)
  control.post(bob, main, 'What do we need for the launch?')
  const posters = control.post(ann, main, 'Posters first. Then everything else.')
  control.setClock(0)
  const [annHere, bobHere] = [await signIn(sandbox.url, ann), await signIn(sandbox.url, bob)]
  const site = control.world().rooms.find(({ _id }) => _id === room._id)?.name ?? main
  const link = `${sandbox.url}/channel/${site}?msg=${posters._id}`
  control.post(bob, main, `[ ](${link}) Agreed, the printer is booked.`)
  const marked = control.post(
    bob,
    main,
    `Some *bold*, _italic_ and ~old~ text with \`code\`, a [link](https://example.org), @${ann} and @all`,
  )
  control.post(bob, main, '> quoted\n\n```ts\nconst answer = 42\n```\n\n- one\n- two')
  control.post(bob, main, `مرحبا بالجميع، see you at 10:30! ${longWord}`)
  const root = control.post(ann, main, 'Where do we celebrate?')
  control.post(bob, main, 'At the harbour.', { tmid: root._id })
  control.post(ann, main, 'Good.', { tmid: root._id })
  for (const emoji of manyReactions) {
    await bobHere.post('chat.react', { messageId: marked._id, emoji, shouldReact: true })
  }
  await annHere.post('chat.react', { messageId: marked._id, emoji: 'tada', shouldReact: true })
  await annHere.post('chat.pinMessage', { messageId: posters._id })
  await annHere.post('chat.starMessage', { messageId: marked._id })
  await annHere.post('rooms.favorite', { roomName: empty, favorite: true })
  const picture = { name: 'poster.png', type: 'image/png', content: new Uint8Array(drawPicture()) }
  const content = new Uint8Array(readFileSync(new URL('../films/ball.webm', import.meta.url)))
  await sendFile(sandbox.url, bobHere, room._id, { name: filmName, type: 'video/webm', content })
  const list = new TextEncoder().encode('milk, bread')
  await sendFile(sandbox.url, bobHere, room._id, picture)
  const listName = 'What we still have to buy before the party begins.txt'
  await sendFile(sandbox.url, bobHere, room._id, {
    name: listName,
    type: 'text/plain',
    content: list,
  })
  await annHere.post('subscriptions.read', { rid: room._id })
  control.post(bob, main, 'The posters are here.')
  const great = control.post(bob, main, 'They look great. :party_blob: :ship_it:')
  await bobHere.post('chat.react', { messageId: great._id, emoji: 'parley', shouldReact: true })
  control.post(bob, main, `@${ann} come and see!`)
  control.post(bob, direct._id, 'Lunch?')
  return stage
}
