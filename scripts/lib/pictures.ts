import UPNG from 'upng-js'

/** Four bytes a point, row by row: red, green, blue, and 255. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const pointBytes = 4
const colors = 3
const opaque = 255
/** What compresses well and nobody sees. */
const keptBits = 0xfc

export function readPng(bytes: Uint8Array): Picture {
  const image = UPNG.decode(Uint8Array.from(bytes).buffer)
  const { width, height } = image
  return { width, height, data: new Uint8Array(UPNG.toRGBA8(image)[0] ?? new ArrayBuffer(0)) }
}

/** @param mostColors how many the file may have; 0 keeps them all */
export function writePng({ width, height, data }: Picture, mostColors = 0): Buffer {
  return Buffer.from(UPNG.encode([Uint8Array.from(data).buffer], width, height, mostColors))
}

/** A picture of square cells, each of them the mean of so many points; those at the far edges may be smaller. */
export function inCells(picture: Picture, size: number): Picture {
  const { width, height, data } = picture
  const columns = Math.ceil(width / size)
  const rows = Math.ceil(height / size)
  const sums = new Float64Array(columns * rows * pointBytes)
  const counts = new Float64Array(columns * rows)
  for (let point = 0; point < width * height; point += 1) {
    const column = Math.floor((point % width) / size)
    const cell = Math.floor(point / width / size) * columns + column
    counts[cell] = (counts[cell] ?? 0) + 1
    for (let color = 0; color < colors; color += 1) {
      const sum = cell * pointBytes + color
      sums[sum] = (sums[sum] ?? 0) + (data[point * pointBytes + color] ?? 0)
    }
  }
  const cells = new Uint8Array(columns * rows * pointBytes).fill(opaque)
  for (let at = 0; at < cells.length; at += 1) {
    if (at % pointBytes === colors) continue
    const count = counts[Math.floor(at / pointBytes)] ?? 1
    cells[at] = Math.round((sums[at] ?? 0) / count) & keptBits
  }
  return { width: columns, height: rows, data: cells }
}

export interface Difference {
  /** Indexes of the cells that differ. */
  readonly cells: readonly number[]
  /** Of all cells, 0 to 1. */
  readonly share: number
  /** Of the cells of the part of the picture that differs most, 0 to 1. */
  readonly worst: number
}

/** How much a channel of a cell may lie outside of what is around it in the other picture, of 255. */
const tolerance = 14
/** Cells on each side of a part. */
const partSize = 8

/**
 * Compares two pictures of cells. A cell differs where one picture has a colour that the other has not near there: so letters of
 * another font, which are as dark and as dense but end elsewhere, differ in few places; what has moved, come or gone differs as a whole.
 */
export function compareCells(one: Picture, other: Picture): Difference {
  if (one.width !== other.width || one.height !== other.height) {
    return { cells: [], share: 1, worst: 1 }
  }
  const all = Array.from({ length: one.width * one.height }, (_, cell) => cell)
  const cells = all.filter((cell) => !fits(one, other, cell) || !fits(other, one, cell))
  return { cells, share: cells.length / all.length, worst: worstPart(one, cells) }
}

/** Whether the colour of a cell is among those around its place in another picture. */
function fits(one: Picture, other: Picture, cell: number): boolean {
  for (let color = 0; color < colors; color += 1) {
    const value = one.data[cell * pointBytes + color] ?? 0
    const { least, most } = around(other, cell, color)
    if (value < least - tolerance || value > most + tolerance) return false
  }
  return true
}

function around({ width, height, data }: Picture, cell: number, color: number) {
  const [column, row] = [cell % width, Math.floor(cell / width)]
  let [least, most] = [opaque, 0]
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y += 1) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x += 1) {
      const value = data[(y * width + x) * pointBytes + color] ?? 0
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  }
  return { least, most }
}

function worstPart({ width }: Picture, cells: readonly number[]): number {
  const counts = new Map<string, number>()
  for (const cell of cells) {
    const column = Math.floor((cell % width) / partSize)
    const row = Math.floor(Math.floor(cell / width) / partSize)
    const part = `${String(column)}:${String(row)}`
    counts.set(part, (counts.get(part) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values()) / (partSize * partSize)
}

/** The picture with the cells that differ in red. */
export function markCells(picture: Picture, size: number, cells: readonly number[]): Picture {
  const data = Uint8Array.from(picture.data)
  const columns = Math.ceil(picture.width / size)
  for (const cell of cells) {
    const left = (cell % columns) * size
    const top = Math.floor(cell / columns) * size
    for (let y = top; y < Math.min(top + size, picture.height); y += 1) {
      for (let x = left; x < Math.min(left + size, picture.width); x += 1) {
        const at = (y * picture.width + x) * pointBytes
        data.set([opaque, (data[at + 1] ?? 0) >> 1, (data[at + 2] ?? 0) >> 1], at)
      }
    }
  }
  return { ...picture, data }
}
