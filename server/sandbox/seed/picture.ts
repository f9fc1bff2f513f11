/** A small PNG drawn by arithmetic: coloured cards on a board. */
import { pngOfRows } from './png'

const PICTURE_SIZE = { width: 480, height: 300 }

const CARDS = [
  { x: 36, y: 40, color: [246, 214, 96] },
  { x: 186, y: 40, color: [150, 205, 240] },
  { x: 336, y: 40, color: [244, 170, 150] },
  { x: 36, y: 168, color: [170, 220, 160] },
  { x: 186, y: 168, color: [246, 214, 96] },
  { x: 336, y: 168, color: [205, 180, 235] },
] as const
const CARD = { width: 108, height: 92 }
const BOARD = [240, 243, 246] as const
const INK = [70, 78, 90] as const

export function drawPicture(): Uint8Array {
  const { width, height } = PICTURE_SIZE
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colorAt(x, y), y * (width * 3 + 1) + 1 + x * 3)
  }
  return pngOfRows(width, height, rows)
}

function colorAt(x: number, y: number): readonly number[] {
  const card = CARDS.find(
    (one) => x >= one.x && x < one.x + CARD.width && y >= one.y && y < one.y + CARD.height,
  )
  if (card === undefined) return isArrow(x, y) ? INK : BOARD
  const dx = x - card.x
  const dy = y - card.y
  const isLine = dy > 18 && dy % 18 < 3 && dx > 14 && dx < CARD.width - 14 - ((dy * 7) % 40)
  return isLine ? INK : card.color
}

function isArrow(x: number, y: number): boolean {
  return (y === 86 || y === 214) && x > 144 && x < 336
}
