/** PNG files without a library. */
import { crc32, deflateSync } from 'node:zlib'

/** 0 to 255 each. */
export type Rgba = readonly [number, number, number, number]

const RGB = 2
const RGBA = 6

/** A picture with transparency, drawn point by point. */
export function pngOf(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Rgba,
): Uint8Array {
  const rows = Buffer.alloc((width * 4 + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x, y), y * (width * 4 + 1) + 1 + x * 4)
  }
  return file({ width, height, kind: RGBA }, rows)
}

/** From rows of three bytes a point, each after the byte of its filter. */
export function pngOfRows(width: number, height: number, rows: Uint8Array): Uint8Array {
  return file({ width, height, kind: RGB }, rows)
}

interface Header {
  readonly width: number
  readonly height: number
  readonly kind: number
}

function file({ width, height, kind }: Header, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, kind, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
