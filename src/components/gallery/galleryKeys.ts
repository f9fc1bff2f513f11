/** What a key asks of the gallery. */
export type GalleryAct =
  | { readonly type: 'turn'; readonly by: 1 | -1 }
  | { readonly type: 'first' | 'last' | 'reset' | 'close' }
  | { readonly type: 'zoom'; readonly isIn: boolean }
  /** Steps, in which the picture moves. */
  | { readonly type: 'pan'; readonly x: number; readonly y: number }

interface GalleryKeyContext {
  readonly isZoomed: boolean
  readonly isRightToLeft: boolean
}

/** An arrow looks in its direction: the picture goes the other way. */
const pans: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ['ArrowLeft', [1, 0]],
  ['ArrowRight', [-1, 0]],
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [0, -1]],
])

/**
 * Arrows turn the pages, and move about in an enlarged picture; Page Up and Page Down turn them always. null: nothing, as for
 * every key with Ctrl, Alt or Meta, which the browser has for itself.
 */
export function galleryKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  { isZoomed, isRightToLeft }: GalleryKeyContext,
): GalleryAct | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  const pan = isZoomed ? pans.get(event.key) : undefined
  if (pan !== undefined) return { type: 'pan', x: pan[0], y: pan[1] }
  switch (event.key) {
    case 'ArrowLeft':
      return { type: 'turn', by: isRightToLeft ? 1 : -1 }
    case 'ArrowRight':
      return { type: 'turn', by: isRightToLeft ? -1 : 1 }
    case 'PageUp':
      return { type: 'turn', by: -1 }
    case 'PageDown':
      return { type: 'turn', by: 1 }
    case 'Home':
      return { type: 'first' }
    case 'End':
      return { type: 'last' }
    case '+':
    case '=':
      return { type: 'zoom', isIn: true }
    case '-':
      return { type: 'zoom', isIn: false }
    case '0':
      return { type: 'reset' }
    case 'Escape':
      return { type: 'close' }
    default:
      return null
  }
}
