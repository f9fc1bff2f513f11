import { beforeEach, describe, expect, it } from 'vitest'
import { aWorld, type TestWorld } from '../testing/worlds'
import type { Message } from './types'

const SITE = 'https://chat.example.org'

let test: TestWorld
let rid: string

beforeEach(() => {
  test = aWorld()
  const { world, ann, bob } = test
  world.setSetting('Site_Url', SITE)
  rid = world.rooms.create({ type: 'c', name: 'main', memberIds: [ann, bob] })._id
})

const send = (from: string, msg: string, room = rid): Message =>
  test.world.messages.send(from, { rid: room, msg }).message
const linkTo = ({ _id }: Message): string => `${SITE}/channel/main?msg=${_id}`

describe('RC §4.5 quotes', () => {
  it.each([
    ['a hidden link', (url: string) => `[ ](${url}) I agree`],
    ['a plain link', (url: string) => `see ${url}`],
  ])('%s to a message shows it', (_what, textOf) => {
    const first = send(test.ann, 'to be or not')
    const { attachments, urls } = send(test.bob, textOf(linkTo(first)))
    expect(attachments).toMatchObject([
      {
        message_link: linkTo(first),
        text: 'to be or not',
        author_name: 'ann',
        author_icon: '/avatar/ann',
        ts: first.ts,
        md: first.md,
      },
    ])
    expect(urls).toMatchObject([{ url: linkTo(first), ignoreParse: true }])
  })

  it('a quote of a quote shows both, and no third one', () => {
    const first = send(test.ann, 'one')
    const second = send(test.ann, `[ ](${linkTo(first)}) two`)
    const third = send(test.ann, `[ ](${linkTo(second)}) three`)
    const fourth = send(test.ann, `[ ](${linkTo(third)}) four`)
    const [outer] = fourth.attachments ?? []
    expect(outer).toMatchObject({ message_link: linkTo(third), attachments: [{}] })
    expect(outer?.attachments?.[0]).toMatchObject({ message_link: linkTo(second) })
    expect(outer?.attachments?.[0]).not.toHaveProperty('attachments')
  })

  it('is made anew when the text is edited', () => {
    const first = send(test.ann, 'one')
    const other = send(test.ann, 'other')
    const { _id } = send(test.bob, `[ ](${linkTo(first)}) x`)
    const edited = test.world.messages.edit(test.bob, rid, _id, `[ ](${linkTo(other)}) x`)
    expect(edited.attachments).toMatchObject([{ text: 'other' }])
    expect(test.world.messages.edit(test.bob, rid, _id, 'x').attachments).toEqual([])
  })

  it('shows nothing of rooms that the writer may not see', () => {
    const { world, ann } = test
    const secret = world.rooms.create({ type: 'p', name: 'secret', memberIds: [ann] })._id
    const hidden = send(ann, 'a secret', secret)
    expect(send(test.bob, linkTo(hidden))).not.toHaveProperty('attachments')
  })

  it.each([
    'https://elsewhere.example.org/x?msg=id1',
    `${SITE}/channel/main`,
    `${SITE}/x?msg=none`,
  ])('takes %s for a link and nothing more', (url) => {
    const message = send(test.ann, url)
    expect(message.urls).toEqual([{ url, meta: {} }])
    expect(message).not.toHaveProperty('attachments')
  })
})
