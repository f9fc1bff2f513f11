/** How a picture lies on its stage: enlarged by `scale`, its middle moved from the middle of the stage by `x` and `y` pixels. */
export interface Zoom {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

interface Size {
  readonly width: number
  readonly height: number
}

/** Pixels, without zoom. */
export interface Room {
  readonly stage: Size
  readonly picture: Size
}

/** The whole picture, in the middle. */
export const whole: Zoom = { scale: 1, x: 0, y: 0 }

export const largestScale = 8
/** Nearer to the whole than this is the whole. */
const nearlyWhole = 1.02

/** Enlarged or reduced, so that what is at `point` (from the middle of the stage) stays there. */
export function zoomAt(zoom: Zoom, scale: number, point: Point, room: Room): Zoom {
  const next = Math.min(largestScale, scale)
  if (next < nearlyWhole) return whole
  const ratio = next / zoom.scale
  return within(
    {
      scale: next,
      x: point.x - (point.x - zoom.x) * ratio,
      y: point.y - (point.y - zoom.y) * ratio,
    },
    room,
  )
}

export function moveBy(zoom: Zoom, by: Point, room: Room): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, room)
}

/** No further than the edges of the picture reach. */
function within({ scale, x, y }: Zoom, { stage, picture }: Room): Zoom {
  return {
    scale,
    x: clamp(x, (picture.width * scale - stage.width) / 2),
    y: clamp(y, (picture.height * scale - stage.height) / 2),
  }
}

function clamp(value: number, reach: number): number {
  const most = Math.max(0, reach)
  return Math.max(-most, Math.min(value, most))
}
