import { expect, it } from 'vitest'
import { emptyTimeline, messageId, putMessage, type MediaAttachment } from '../../domain'
import { aMessage } from '../../testing/builders'
import { picturesOf, placeOf, stretchAround } from './pictures'

function picture(name: string, type: MediaAttachment['type'] = 'image'): MediaAttachment {
  const url = `https://chat.example/${name}`
  const unknown = { sizeBytes: null, width: null, height: null, fileId: null }
  return { type, name, url, description: '', ...unknown }
}

const cat = picture('cat.png')
const messages = [
  aMessage({ createdAt: 1, attachments: [picture('old.png')] }),
  aMessage({ createdAt: 5, attachments: [cat, picture('talk.mp3', 'audio'), picture('dog.png')] }),
  aMessage({ createdAt: 6, attachments: [picture('gone.png')], isDeleted: true }),
  aMessage({ createdAt: 7, attachments: [picture('new.png')] }),
]
const sequence = messages.reduce(putMessage, emptyTimeline.sequence)
const names = (found: readonly { readonly media: MediaAttachment }[]): string[] =>
  found.map(({ media }) => media.name)

it('S6 takes the pictures of a conversation in their order, and nothing else', () => {
  const found = picturesOf(messages)
  expect(names(found)).toEqual(['old.png', 'cat.png', 'dog.png', 'new.png'])
  expect(found.map(({ key }) => key)).toEqual(['m1:0', 'm5:0', 'm5:2', 'm7:0'])
})

it('C4 stays within the stretch that is known: beyond a gap there may be others', () => {
  const at = (createdAt: number) => ({ createdAt, id: messageId(`m${String(createdAt)}`) })
  const ranges = [
    { from: null, to: at(2) },
    { from: at(4), to: null },
  ]
  const timeline = { ...emptyTimeline, sequence, ranges }
  const place = placeOf(timeline, cat)
  expect(place?.id).toBe('m5')
  expect(place && names(picturesOf(stretchAround(timeline, place)))).toEqual([
    'cat.png',
    'dog.png',
    'new.png',
  ])
  expect(placeOf(timeline, picture('elsewhere.png'))).toBeNull()
})
