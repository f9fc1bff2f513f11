/** Three small pictures, drawn by arithmetic: the emoji that a new workspace brings along. */
import type { World } from '../world/world'
import { pngOf, type Rgba } from './png'

const SIZE = 32
const MIDDLE = (SIZE - 1) / 2
const CLEAR: Rgba = [0, 0, 0, 0]

type Drawing = (x: number, y: number) => Rgba

const DRAWINGS: readonly (readonly [string, readonly string[], Drawing])[] = [
  ['parley', [], bubble],
  ['party_blob', ['blob'], blob],
  ['ship_it', ['shipit'], sail],
]

/** Puts them into a new world; `at` is when they came. */
export function seedCustomEmoji({ store, core }: World, at: Date): void {
  for (const [name, aliases, draw] of DRAWINGS) {
    const content = pngOf(SIZE, SIZE, draw)
    const facts = { extension: 'png' as const, etag: core.newId(), _updatedAt: at }
    store.putCustomEmoji({ _id: core.newId(), name, aliases, ...facts, content })
  }
}

function distance(x: number, y: number, toX: number, toY: number): number {
  return Math.hypot(x - toX, y - toY)
}

/** A speech bubble with three dots. */
function bubble(x: number, y: number): Rgba {
  const isTail = y >= 22 && y <= 29 && x >= 7 && x <= 7 + (29 - y)
  const isBody = distance(x, (y - 13) * 1.25 + MIDDLE, MIDDLE, MIDDLE) < 15
  if (!isBody && !isTail) return CLEAR
  const isDot = [9, 16, 23].some((dotX) => distance(x, y, dotX, 13) < 2.4)
  return isDot ? [255, 255, 255, 255] : [43, 108, 163, 255]
}

/** A round face with stripes of many colours. */
function blob(x: number, y: number): Rgba {
  if (distance(x, y, MIDDLE, MIDDLE) > 15) return CLEAR
  const isEye = [10, 21].some((eyeX) => distance(x, y, eyeX, 12) < 2.6)
  const isMouth = y > 17 && Math.abs(distance(x, y, MIDDLE, 15) - 8) < 1.3
  if (isEye || isMouth) return [40, 40, 50, 255]
  const stripes: readonly Rgba[] = [
    [246, 214, 96, 255],
    [244, 170, 150, 255],
    [170, 220, 160, 255],
    [150, 205, 240, 255],
  ]
  return stripes[Math.floor((x + y) / 8) % stripes.length] ?? CLEAR
}

/** A boat under sail. */
function sail(x: number, y: number): Rgba {
  if (isWithin(y, 23, 28) && isWithin(x, y - 20, 51 - y)) return [140, 90, 60, 255]
  if (x === 15 && isWithin(y, 3, 22)) return [90, 70, 60, 255]
  if (isWithin(y, 5, 20) && isWithin(x, 16, 15 + (y - 3) * 0.7)) return [200, 70, 70, 255]
  return isWithin(y, 8, 20) && isWithin(x, 15 - (y - 6) * 0.6, 14) ? [235, 235, 240, 255] : CLEAR
}

function isWithin(value: number, first: number, last: number): boolean {
  return value >= first && value <= last
}
