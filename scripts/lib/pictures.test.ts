import { describe, expect, it } from 'vitest'
import { compareCells, inCells, markCells, readPng, writePng, type Picture } from './pictures'

const width = 1280
const height = 800
const cellSize = 8
/** The bounds of e2e/visual.spec.ts. */
const isNoticed = ({ share, worst }: { share: number; worst: number }): boolean =>
  share > 0.01 || worst > 0.15

interface Looks {
  readonly page: number
  readonly ink: number
  readonly panelWidth: number
  readonly rows: number
  /** Of letters: where their strokes stand. */
  readonly font: number
}

const looks: Looks = { page: 255, ink: 40, panelWidth: 340, rows: 16, font: 4 }

/** A list with rows of two lines, messages, and a panel at the side: text is strokes. */
function screenOf({ page, ink, panelWidth, rows, font }: Looks): Picture {
  const data = new Uint8Array(width * height * 4).fill(page)
  const fill = (x: number, y: number, across: number, down: number, shade: number): void => {
    for (let line = y; line < y + down; line += 1) {
      data.fill(shade, (line * width + x) * 4, (line * width + x + across) * 4)
    }
  }
  const write = (x: number, y: number, length: number): void => {
    for (let at = 0; at < length * 2; at += 1) {
      fill(x + at * 4 + ((at * font) % 3), y, 1, 10, ink)
    }
  }
  fill(0, 0, 280, height, page - 8 * Math.sign(page - ink))
  for (let row = 0; row < rows; row += 1) {
    fill(16, 100 + row * 44, 28, 28, 140)
    write(56, 102 + row * 44, 14)
    write(56, 118 + row * 44, 24)
  }
  for (let row = 0; row < 11; row += 1) {
    fill(300, 70 + row * 60, 36, 36, 110)
    write(350, 72 + row * 60, 12)
    write(350, 92 + row * 60, 30 + ((row * 17) % 25))
  }
  fill(width - panelWidth, 0, panelWidth, height, page - 14 * Math.sign(page - ink))
  for (let row = 0; row < 8; row += 1) write(width - panelWidth + 16, 90 + row * 40, 34)
  for (let at = 3; at < data.length; at += 4) data[at] = 255
  return { width, height, data }
}

const cellsOf = (changes: Partial<Looks> = {}): Picture =>
  inCells(screenOf({ ...looks, ...changes }), cellSize)

describe('comparing pictures of screens', () => {
  it('finds no difference between a picture and itself, also from a file', () => {
    const cells = cellsOf()
    expect(readPng(writePng(cells))).toEqual(cells)
    expect(compareCells(cells, readPng(writePng(cells)))).toEqual({ cells: [], share: 0, worst: 0 })
  })

  it('V1 lets letters of another font pass', () => {
    expect(isNoticed(compareCells(cellsOf(), cellsOf({ font: 5 })))).toBe(false)
  })

  it.each([
    ['a wrong theme', { page: 21, ink: 220 }],
    ['a panel that is gone', { panelWidth: 1 }],
    ['a panel that has moved by 24 pixels', { panelWidth: 364 }],
    ['a missing row', { rows: 15 }],
  ] satisfies [string, Partial<Looks>][])('V2 V3 notices %s', (_what, changes) => {
    expect(isNoticed(compareCells(cellsOf(), cellsOf(changes)))).toBe(true)
  })

  it('V2 notices another size', () => {
    const { data } = screenOf(looks)
    const narrow = inCells({ width: width - 16, height, data }, cellSize)
    expect(isNoticed(compareCells(cellsOf(), narrow))).toBe(true)
  })

  it('marks what differs', () => {
    const marked = markCells(screenOf(looks), cellSize, [0])
    expect([...marked.data.subarray(0, 4)]).toEqual([255, 123, 123, 255])
    expect([...marked.data.subarray(8 * 4, 9 * 4)]).toEqual([247, 247, 247, 255])
  })
})
