interface Size {
  readonly width: number
  readonly height: number
}

/** Pixels that stay free to the edges of the screen and to what it stands beside. */
const gap = 8

/** Where a box goes beside another: above it where there is room, else below, its ends in line, within the screen. Pixels. */
export function placeBeside(
  anchor: Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>,
  box: Size,
  screen: Size,
): { readonly top: number; readonly left: number } {
  const above = anchor.top - gap - box.height
  const below = anchor.bottom + gap
  const top = above >= gap || below + box.height > screen.height - gap ? above : below
  const left = anchor.right - box.width
  return {
    top: within(top, gap, screen.height - gap - box.height),
    left: within(left, gap, screen.width - gap - box.width),
  }
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
