/** Small PNGs drawn by arithmetic: coloured boxes, the last one that covers a point gives it its colour. */
import { pngOfRows } from './png'

type Rgb = readonly [number, number, number]

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly color: Rgb
}

const INK: Rgb = [70, 78, 90]

/** Six cards on a whiteboard, with lines of writing and arrows between them. */
export function drawPicture(): Uint8Array {
  const colors: readonly Rgb[] = [
    [246, 214, 96],
    [150, 205, 240],
    [244, 170, 150],
    [170, 220, 160],
    [246, 214, 96],
    [205, 180, 235],
  ]
  const cards = colors.flatMap((color, index) => {
    const x = 36 + (index % 3) * 150
    const y = index < 3 ? 40 : 168
    const lines = [18, 36, 54, 72].map((dy) => {
      const width = 80 - ((dy * 7 + index * 11) % 40)
      return { x: x + 14, y: y + dy, width, height: 3, color: INK }
    })
    return [{ x, y, width: 108, height: 92, color }, ...lines]
  })
  const arrows = [86, 214].map((y) => ({ x: 144, y, width: 192, height: 1, color: INK }))
  return draw(480, 300, [240, 243, 246], [...arrows, ...cards])
}

/** Two drafts of a start screen next to each other, a light and a dark one. */
export function drawStartScreen(): Uint8Array {
  const light = { page: [255, 255, 255], bar: [241, 243, 245], line: [209, 214, 219] } as const
  const dark = { page: [24, 26, 30], bar: [36, 40, 45], line: [74, 81, 89] } as const
  return draw(640, 240, [222, 228, 240], [...screenAt(24, light), ...screenAt(332, dark)])
}

interface Shades {
  readonly page: Rgb
  readonly bar: Rgb
  readonly line: Rgb
}

function screenAt(left: number, { page, bar, line }: Shades): readonly Box[] {
  const rows = [0, 1, 2, 3, 4].flatMap((row) => {
    const y = 44 + row * 32
    return [
      { x: left + 12, y, width: 18, height: 18, color: row === 1 ? ACCENT : line },
      { x: left + 38, y: y + 2, width: 34, height: 5, color: line },
      { x: left + 38, y: y + 11, width: 26, height: 4, color: line },
      { x: left + 104, y: y + 2, width: 54, height: 5, color: line },
      { x: left + 104, y: y + 11, width: 150 - ((row * 47) % 70), height: 5, color: line },
    ]
  })
  return [
    { x: left, y: 20, width: 284, height: 200, color: page },
    { x: left, y: 20, width: 86, height: 200, color: bar },
    { x: left + 12, y: 29, width: 48, height: 6, color: ACCENT },
    ...rows,
  ]
}

const ACCENT: Rgb = [63, 109, 214]

function draw(width: number, height: number, ground: Rgb, boxes: readonly Box[]): Uint8Array {
  const rowBytes = width * 3 + 1
  const rows = Buffer.alloc(rowBytes * height)
  fill({ x: 0, y: 0, width, height, color: ground })
  boxes.forEach(fill)
  return pngOfRows(width, height, rows)

  function fill(box: Box): void {
    for (let y = box.y; y < box.y + box.height; y += 1) {
      for (let x = box.x; x < box.x + box.width; x += 1)
        rows.set(box.color, y * rowBytes + 1 + x * 3)
    }
  }
}
