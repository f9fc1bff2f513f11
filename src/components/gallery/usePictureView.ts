import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { createGestures, type Gestures } from './gestures'
import { moveBy, whole, zoomAt, type Point, type Room, type Zoom } from './zoom'

export interface PictureViewSource {
  /** Tells which picture is shown. */
  shown(): string
  stage(): HTMLElement | null
  /** The picture that is shown, once it is there. */
  picture(): HTMLElement | null
  isRightToLeft(): boolean
}

export interface PictureViewActions {
  next(): void
  previous(): void
  close(): void
}

export interface PictureView {
  readonly zoom: Readonly<Ref<Zoom>>
  readonly isZoomed: ComputedRef<boolean>
  /** How far the stage is dragged aside and down. Pixels. */
  readonly drag: Readonly<Ref<Point>>
  /** Follows a finger or a wheel: no motion of its own. */
  readonly isHeld: Readonly<Ref<boolean>>
  readonly gestures: Gestures
  onWheel(event: WheelEvent): void
  /** Enlarges by a factor around the middle. */
  zoomBy(factor: number): void
  reset(): void
  pan(by: Point): void
}

/** Of the width of the stage, after which a swipe turns to the next picture. */
const swipePart = 0.18
/** Pixels down, after which a swipe closes. */
const swipeDown = 110
const doubleTapScale = 2.5
const nowhere: Point = { x: 0, y: 0 }

/** Zooming and turning pictures by mouse, wheel and fingers. For the set-up of a component. */
export function usePictureView(
  source: PictureViewSource,
  actions: PictureViewActions,
): PictureView {
  const zoom = shallowRef(whole)
  const drag = shallowRef(nowhere)
  const isHeld = shallowRef(false)
  const isZoomed = computed(() => zoom.value.scale > 1)

  function reset(): void {
    zoom.value = whole
  }

  watch(source.shown, reset)

  function room(): Room {
    const [stage, picture] = [source.stage(), source.picture()]
    return {
      stage: { width: stage?.clientWidth ?? 0, height: stage?.clientHeight ?? 0 },
      picture: { width: picture?.offsetWidth ?? 0, height: picture?.offsetHeight ?? 0 },
    }
  }

  /** From the middle of the stage. */
  function onStage(at: Point): Point {
    const box = source.stage()?.getBoundingClientRect()
    if (box === undefined) return nowhere
    return { x: at.x - box.left - box.width / 2, y: at.y - box.top - box.height / 2 }
  }

  function zoomTo(scale: number, at: Point): void {
    zoom.value = zoomAt(zoom.value, scale, at, room())
  }

  const gestures = createGestures({
    onMove(by, dragged) {
      isHeld.value = true
      if (isZoomed.value) zoom.value = moveBy(zoom.value, by, room())
      else if (dragged.isTouch) drag.value = alongOneAxis(dragged)
    },
    onPinch(ratio, at) {
      isHeld.value = true
      drag.value = nowhere
      zoomTo(zoom.value.scale * ratio, onStage(at))
    },
    onDrop() {
      isHeld.value = false
      const { x, y } = drag.value
      drag.value = nowhere
      if (isZoomed.value) return
      const far = (source.stage()?.clientWidth ?? 0) * swipePart
      if (y > swipeDown) actions.close()
      else if (Math.abs(x) > far && far > 0) {
        if (x < 0 === source.isRightToLeft()) actions.previous()
        else actions.next()
      }
    },
    onTap(at, isDouble, target) {
      if (isDouble) {
        isHeld.value = false
        if (isZoomed.value) reset()
        else zoomTo(doubleTapScale, onStage(at))
      } else if (target !== null && target !== source.picture()) actions.close()
    },
  })

  return {
    zoom,
    isZoomed,
    drag,
    isHeld,
    gestures,
    onWheel(event) {
      isHeld.value = true
      const strength = event.ctrlKey ? 0.01 : 0.002
      const factor = Math.exp(-event.deltaY * strength)
      zoomTo(zoom.value.scale * factor, onStage({ x: event.clientX, y: event.clientY }))
    },
    zoomBy(factor) {
      isHeld.value = false
      zoomTo(zoom.value.scale * factor, nowhere)
    },
    reset() {
      isHeld.value = false
      reset()
    },
    pan(by) {
      isHeld.value = false
      zoom.value = moveBy(zoom.value, by, room())
    },
  }
}

/** Aside or down, whatever is more: never up. */
function alongOneAxis({ x, y }: Point): Point {
  return Math.abs(x) >= Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) }
}
