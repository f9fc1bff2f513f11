import { describe, expect, it } from 'vitest'
import { drawPicture } from '../seed/picture'
import { imageInfo } from './imageSize'

const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  )

const frame = [0xff, 0xc2, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0]
const comment = [0xff, 0xfe, 0, 4, 0x41, 0x42]
/** One entry in an Exif directory, in either byte order: how the picture is turned. */
const exif = (turn: number, isLittle: boolean): readonly number[] => {
  const word = (value: number): number[] => (isLittle ? [value, 0] : [0, value])
  const long = (value: number): number[] => (isLittle ? [value, 0, 0, 0] : [0, 0, 0, value])
  const tag = isLittle ? [0x12, 0x01] : [0x01, 0x12]
  const order = isLittle ? [0x49, 0x49] : [0x4d, 0x4d]
  const entry = [...tag, ...word(3), ...long(1), ...word(turn), 0, 0]
  const tiff = [...order, ...word(42), ...long(8), ...word(1), ...entry]
  return [0xff, 0xe1, 0, 8 + tiff.length, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
}

describe('the size of a picture', () => {
  it.each([
    ['PNG', drawPicture(), { format: 'png', width: 480, height: 300 }],
    ['GIF', bytes('GIF89a', [40, 0, 30, 1]), { format: 'gif', width: 40, height: 286 }],
    [
      'WebP, lossy',
      bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a], [40, 0, 30, 0]),
      { format: 'webp', width: 40, height: 30 },
    ],
    [
      'WebP, lossless',
      bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0, 0x2f], [39, 0x40, 7, 0]),
      { format: 'webp', width: 40, height: 30 },
    ],
    [
      'WebP, extended',
      bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0], [39, 0, 0, 29, 0, 1]),
      { format: 'webp', width: 40, height: 65_566 },
    ],
    ['JPEG', bytes([0xff, 0xd8], comment, frame), { format: 'jpeg', width: 40, height: 30 }],
    [
      'JPEG that is turned',
      bytes([0xff, 0xd8], exif(6, false), frame),
      { format: 'jpeg', width: 30, height: 40 },
    ],
    [
      'JPEG that is turned, in the other byte order',
      bytes([0xff, 0xd8], exif(8, true), frame),
      { format: 'jpeg', width: 30, height: 40 },
    ],
    [
      'JPEG that is mirrored only',
      bytes([0xff, 0xd8], exif(2, true), frame),
      { format: 'jpeg', width: 40, height: 30 },
    ],
  ])('%s', (_name, content, info) => {
    expect(imageInfo(content)).toEqual(info)
    const inside = Buffer.concat([Buffer.alloc(3), content]).subarray(3)
    expect(imageInfo(inside)).toEqual(info)
  })

  it.each([
    ['nothing', bytes()],
    ['a text', bytes('hello, this is no picture at all')],
    [
      'a WebP of a kind to come',
      bytes('RIFF', [0, 0, 0, 0], 'WEBPVP9X', Array(20).fill(1) as number[]),
    ],
    ['a JPEG without a frame', bytes([0xff, 0xd8], comment)],
    ['a JPEG whose segment has no length', bytes([0xff, 0xd8, 0xff, 0xfe, 0, 0, 0, 0, 0, 0])],
    ['no width', bytes('GIF89a', [0, 0, 30, 0])],
  ])('none: %s', (_name, content) => {
    expect(imageInfo(content)).toBeNull()
  })

  it('none of any picture that was cut off, and no endless walk', () => {
    for (const whole of [
      drawPicture().subarray(0, 24),
      bytes([0xff, 0xd8], exif(6, true), frame),
    ]) {
      for (let end = 0; end < 20; end += 1) expect(imageInfo(whole.subarray(0, end))).toBeNull()
    }
  })
})
