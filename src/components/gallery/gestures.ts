import type { Point } from './zoom'

export interface Drag {
  /** Pixels since the finger or the button went down. */
  readonly x: number
  readonly y: number
  readonly isTouch: boolean
}

export interface GestureListener {
  /** Pixels since the last move. */
  onMove(by: Point, drag: Drag): void
  /** Two fingers: so many times further apart than at the last move, around a point of the window. */
  onPinch(ratio: number, at: Point): void
  onDrop(drag: Drag): void
  onTap(at: Point, isDouble: boolean, target: Element | null): void
}

export interface Gestures {
  onPointerdown(event: PointerEvent): void
  onPointermove(event: PointerEvent): void
  onPointerup(event: PointerEvent): void
  onPointercancel(event: PointerEvent): void
}

/** Less is a tap, not a drag. Pixels. */
const slack = 6
const doubleTapMs = 300
const doubleTapReach = 30

/** What fingers and the mouse do on a stage: drag, pinch, tap and tap twice. */
export function createGestures(listener: GestureListener): Gestures {
  const points = new Map<number, Point>()
  let start: Point | null = null
  let hasMoved = false
  let lastTap: (Point & { readonly atMs: number }) | null = null

  function onPointerdown(event: PointerEvent): void {
    if (event.button !== 0) return
    const { currentTarget, pointerId } = event
    points.set(pointerId, pointOf(event))
    if (points.size > 1) hasMoved = true
    else {
      start = pointOf(event)
      hasMoved = false
    }
    if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId)
  }

  function onPointermove(event: PointerEvent): void {
    const before = points.get(event.pointerId)
    if (before === undefined) return
    const now = pointOf(event)
    const other = [...points].find(([id]) => id !== event.pointerId)?.[1]
    points.set(event.pointerId, now)
    if (other !== undefined) pinch(before, now, other)
    else move(before, now, event)
  }

  function move(before: Point, now: Point, event: PointerEvent): void {
    const drag = dragTo(now, event)
    if (!hasMoved && Math.hypot(drag.x, drag.y) < slack) return
    hasMoved = true
    listener.onMove({ x: now.x - before.x, y: now.y - before.y }, drag)
  }

  function pinch(before: Point, now: Point, other: Point): void {
    const apart = distance(before, other)
    if (apart === 0) return
    const at = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }
    listener.onPinch(distance(now, other) / apart, at)
  }

  function onPointerup(event: PointerEvent): void {
    if (!points.delete(event.pointerId)) return
    const [rest] = points.values()
    if (rest !== undefined) {
      start = rest
      return
    }
    if (hasMoved) listener.onDrop(dragTo(pointOf(event), event))
    else tap(event)
    start = null
  }

  function tap(event: PointerEvent): void {
    const at = pointOf(event)
    const atMs = event.timeStamp
    const isDouble =
      lastTap !== null &&
      atMs - lastTap.atMs < doubleTapMs &&
      distance(at, lastTap) < doubleTapReach
    lastTap = isDouble ? null : { ...at, atMs }
    const target = document.elementFromPoint(at.x, at.y)
    listener.onTap(at, isDouble, target)
  }

  function dragTo(now: Point, { pointerType }: PointerEvent): Drag {
    const from = start ?? now
    return { x: now.x - from.x, y: now.y - from.y, isTouch: pointerType === 'touch' }
  }

  return {
    onPointerdown,
    onPointermove,
    onPointerup,
    onPointercancel(event) {
      points.delete(event.pointerId)
      if (points.size === 0) listener.onDrop({ x: 0, y: 0, isTouch: false })
    },
  }
}

function pointOf({ clientX, clientY }: PointerEvent): Point {
  return { x: clientX, y: clientY }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
