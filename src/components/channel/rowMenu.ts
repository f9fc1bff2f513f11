import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { channelId, type ChannelId } from '../../domain'
import type { MenuAnchor } from '../common/menu'

/** A menu that was asked for. */
export interface RowMenu {
  readonly id: ChannelId
  readonly anchor: MenuAnchor
  /** Of the row. */
  readonly link: HTMLElement
}

export interface RowMenus {
  readonly wanted: ShallowRef<RowMenu | null>
  /** The row that is pointed at or has the focus. */
  readonly pointed: Readonly<ShallowRef<HTMLElement | null>>
  /** Asks for the menu of a row, beside an element of it. */
  open(row: HTMLElement, beside: HTMLElement): void
}

/** A finger that rests so long asks for the menu. */
const longPressMs = 500
/** Pixels by which a finger may tremble. */
const tremble = 10

/**
 * The ways to the menu of a channel's row (`a[data-row]`): the right button, the keys for it, a long press, and a button beside
 * the pointer or the focus. Listens on the page, so that rows that come and go need no listeners. For the set-up of a component.
 */
export function useRowMenus(): RowMenus {
  const wanted = shallowRef<RowMenu | null>(null)
  const pointed = shallowRef<HTMLElement | null>(null)
  let press: { readonly timer: ReturnType<typeof setTimeout>; x: number; y: number } | null = null
  let isPressed = false

  function ask(link: HTMLElement, anchor: MenuAnchor): void {
    wanted.value = { id: channelId(link.dataset['row'] ?? ''), anchor, link }
  }

  function onContextMenu(event: MouseEvent): void {
    const link = linkAt(event)
    if (link === null) return
    event.preventDefault()
    const box = link.getBoundingClientRect()
    const { clientX: x, clientY: y } = event
    const isWithin = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
    const isByKey = event.button !== 2 && !isTouch(event)
    ask(link, isWithin && !isByKey ? { x, y } : box)
  }

  function onKeydown(event: KeyboardEvent): void {
    const isWish = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
    const link = isWish && !event.defaultPrevented ? linkAt(event) : null
    if (link === null) return
    event.preventDefault()
    ask(link, link.getBoundingClientRect())
  }

  function onPointerdown(event: PointerEvent): void {
    isPressed = false
    endPress()
    const link = isTouch(event) ? linkAt(event) : null
    if (link === null) return
    const { clientX: x, clientY: y } = event
    const timer = setTimeout(() => {
      isPressed = true
      if (wanted.value === null) ask(link, { x, y })
    }, longPressMs)
    press = { timer, x, y }
  }

  function onPointermove({ clientX, clientY }: PointerEvent): void {
    if (press === null) return
    if (Math.hypot(clientX - press.x, clientY - press.y) > tremble) endPress()
  }

  function endPress(): void {
    clearTimeout(press?.timer)
    press = null
  }

  /** The finger that asked for the menu opens nothing when it is lifted. */
  function onClick(event: MouseEvent): void {
    if (!isPressed || linkAt(event) === null) return
    isPressed = false
    event.preventDefault()
    event.stopPropagation()
  }

  function onPointerover(event: PointerEvent): void {
    if (isTouch(event)) return
    pointed.value = rowAt(event) ?? focusedRow()
  }

  function onFocusin(event: FocusEvent): void {
    const { target } = event
    if (rowAt(event) === null || (target instanceof Element && isChosenByFocus(target))) {
      pointed.value = rowAt(event)
    }
  }

  const stops = [
    on('contextmenu', onContextMenu),
    on('keydown', onKeydown),
    on('pointerdown', onPointerdown),
    on('pointermove', onPointermove),
    on('pointerup', endPress),
    on('pointercancel', endPress),
    on('click', onClick, { capture: true }),
    on('pointerover', onPointerover),
    on('focusin', onFocusin),
  ]
  onScopeDispose(() => {
    endPress()
    for (const stop of stops) stop()
  })
  return {
    wanted,
    pointed,
    open(row, beside) {
      const link = row.querySelector<HTMLElement>('a[data-row]')
      if (link !== null) ask(link, beside.getBoundingClientRect())
    },
  }
}

function on<Type extends keyof DocumentEventMap>(
  type: Type,
  listener: (event: DocumentEventMap[Type]) => void,
  options: AddEventListenerOptions = {},
): () => void {
  document.addEventListener(type, listener, options)
  return () => {
    document.removeEventListener(type, listener, options)
  }
}

function isTouch(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === 'touch'
}

function linkAt({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('a[data-row]') : null
}

function rowAt({ target }: Event): HTMLElement | null {
  return target instanceof Element ? rowOf(target) : null
}

/** Not so of a row that was clicked, or that the page gave the focus to: nobody sees where it is. */
function isChosenByFocus(element: Element): boolean {
  return !element.matches('a[data-row]:not(:focus-visible)')
}

function focusedRow(): HTMLElement | null {
  const { activeElement } = document
  return activeElement !== null && isChosenByFocus(activeElement) ? rowOf(activeElement) : null
}

function rowOf(element: Element | null): HTMLElement | null {
  const row = element?.closest('li') ?? null
  const hasLink = row !== null && row.querySelector('a[data-row]') !== null
  return hasLink ? row : null
}
