import type { Component } from 'vue'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: Component
  /** It destroys something. */
  readonly isDanger?: boolean
  /** Present for what can be on or off. */
  readonly isChecked?: boolean
  /** One of several of which one is chosen. */
  readonly isRadio?: boolean
  readonly isDisabled?: boolean
  /** What else there is to say of it. */
  readonly hint?: string
  /** A line stands above it. */
  readonly startsGroup?: boolean
  /** It and what follows stand below these words. */
  readonly head?: string
}

export interface MenuGroup {
  readonly head: string
  readonly hasLine: boolean
  readonly items: readonly MenuItem[]
}

/** The items parted where a group begins, in their order. */
export function menuGroups(items: readonly MenuItem[]): readonly MenuGroup[] {
  const groups: (MenuGroup & { readonly items: MenuItem[] })[] = []
  for (const item of items) {
    const { head = '', startsGroup: hasLine = false } = item
    const last = groups.at(-1)
    if (last === undefined || head !== '' || hasLine) groups.push({ head, hasLine, items: [item] })
    else last.items.push(item)
  }
  return groups
}

/** A point of the window, or the box of what opened the menu. Pixels. */
export type MenuAnchor =
  { readonly x: number; readonly y: number } | Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

export interface MenuRoom {
  readonly width: number
  readonly height: number
  readonly isRightToLeft: boolean
}

/** From the edges of the window. */
const margin = 8
/** From what opened it. */
const gap = 4

/** Below its anchor and towards the end of the line, or wherever else there is room for all of it. */
export function placeMenu(
  anchor: MenuAnchor,
  size: { readonly width: number; readonly height: number },
  room: MenuRoom,
): { readonly left: number; readonly top: number } {
  const box =
    'x' in anchor
      ? { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y }
      : {
          left: anchor.left,
          right: anchor.right,
          top: anchor.top - gap,
          bottom: anchor.bottom + gap,
        }
  const after = { left: box.left, top: box.bottom }
  const fitsAfter = after.left + size.width <= room.width - margin
  const toStart = box.right - size.width
  const left = (room.isRightToLeft && toStart >= margin) || !fitsAfter ? toStart : after.left
  const fitsBelow = after.top + size.height <= room.height - margin
  const top = fitsBelow ? after.top : box.top - size.height
  return {
    left: clamp(left, room.width - size.width),
    top: clamp(top, room.height - size.height),
  }
}

function clamp(start: number, end: number): number {
  return Math.max(margin, Math.min(start, end - margin))
}
