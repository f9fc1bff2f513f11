/** Width and height of a picture, read from its first bytes: PNG, JPEG, GIF and WebP. */
export interface ImageInfo {
  readonly format: 'png' | 'jpeg' | 'gif' | 'webp'
  readonly width: number
  readonly height: number
}

type Reader = (view: DataView) => ImageInfo | null

/** Null for anything else, and for a picture whose header is cut off or makes no sense. */
export function imageInfo(content: Uint8Array): ImageInfo | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  for (const read of [readPng, readGif, readWebp, readJpeg]) {
    const info = within(read, view)
    if (info !== null) return info.width > 0 && info.height > 0 ? info : null
  }
  return null
}

/** A read past the end is a header that was cut off. */
function within(read: Reader, view: DataView): ImageInfo | null {
  try {
    return read(view)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const PNG_SIGNATURE = [0x89504e47, 0x0d0a1a0a]
const GIF_SIGNATURE = 'GIF8'

function readPng(view: DataView): ImageInfo | null {
  const isPng = PNG_SIGNATURE.every((word, index) => view.getUint32(4 * index) === word)
  if (!isPng || textAt(view, 12) !== 'IHDR') return null
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

function readGif(view: DataView): ImageInfo | null {
  if (textAt(view, 0) !== GIF_SIGNATURE) return null
  return { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** Lossy, lossless and extended files keep their size in three ways (RFC 9649). */
function readWebp(view: DataView): ImageInfo | null {
  if (textAt(view, 0) !== 'RIFF' || textAt(view, 8) !== 'WEBP') return null
  const kind = textAt(view, 12)
  if (kind === 'VP8 ') {
    const [width, height] = [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
    return { format: 'webp', width, height }
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
  }
  if (kind !== 'VP8X') return null
  return { format: 'webp', width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
}

const JPEG_START = 0xffd8
/** Start-of-frame markers; between them lie three of other meaning. */
const [FIRST_FRAME, LAST_FRAME] = [0xc0, 0xcf]
const NO_FRAME = new Set([0xc4, 0xc8, 0xcc])
const EXIF_MARKER = 0xe1

/** Walks from segment to segment until the frame that names the size; each step goes forward. */
function readJpeg(view: DataView): ImageInfo | null {
  if (view.getUint16(0) !== JPEG_START) return null
  let isTurned = false
  for (let at = 2; at < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === EXIF_MARKER) isTurned = isTurnedBy(view, at + 4)
    if (marker < FIRST_FRAME || marker > LAST_FRAME || NO_FRAME.has(marker)) continue
    const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
    return isTurned
      ? { format: 'jpeg', width: height, height: width }
      : { format: 'jpeg', width, height }
  }
  return null
}

const ORIENTATION_TAG = 0x0112
const FIRST_QUARTER_TURN = 5
const TIFF_AT = 6
const ENTRY_BYTES = 12

/** Whether the Exif segment at `at` says that the picture lies on its side. */
function isTurnedBy(view: DataView, at: number): boolean {
  if (textAt(view, at) !== 'Exif') return false
  const tiff = at + TIFF_AT
  const isLittle = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, isLittle)
  const count = view.getUint16(directory, isLittle)
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES
    if (view.getUint16(entry, isLittle) !== ORIENTATION_TAG) continue
    return view.getUint16(entry + 8, isLittle) >= FIRST_QUARTER_TURN
  }
  return false
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}
