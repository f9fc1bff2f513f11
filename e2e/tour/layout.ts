import type { Page } from '@playwright/test'

/**
 * What is wrong with the layout of the page as it is: it scrolls sideways, something is cut, at its beginning even, squeezed, runs out of the window or
 * into something else, or a control is smaller than 24 pixels (WCAG 1.4.10, 1.4.12, 2.5.8).
 */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const least = 24
    const readable = 48
    const slack = 1
    const faults: string[] = []
    const shown = document.querySelector('dialog[open], [popover]:popover-open') ?? document.body

    const nameOf = (element: Element): string => {
      const label = element.getAttribute('aria-label') ?? element.textContent.trim()
      const kind = element.getAttribute('class')?.split(' ')[0] ?? element.tagName.toLowerCase()
      return `${kind} "${label.slice(0, 40)}"`
    }
    const styleOf = (element: Element): CSSStyleDeclaration => getComputedStyle(element)
    const within = (element: Element, fits: (one: Element) => boolean): Element | null => {
      for (let one: Element | null = element; one !== null; one = one.parentElement) {
        if (fits(one)) return one
      }
      return null
    }
    const isHiddenInPlace = (one: Element): boolean => {
      const { clipPath, visibility } = styleOf(one)
      return clipPath === 'inset(50%)' || visibility === 'hidden'
    }
    const isSeen = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect()
      return (
        width > 0 &&
        height > 0 &&
        element.checkVisibility() &&
        within(element, isHiddenInPlace) === null
      )
    }
    const scrollsSideways = (one: Element): boolean => /auto|scroll/.test(styleOf(one).overflowX)
    const ownStrip = (element: Element): boolean => {
      const strip = within(
        element,
        (one) => scrollsSideways(one) && one.scrollWidth > one.clientWidth,
      )
      return strip !== null
    }
    /** The part of a box that its scrolling ancestors show. */
    const shownPart = (element: Element, box: DOMRect): DOMRect => {
      let { left, right, top, bottom } = box
      for (let one = element.parentElement; one !== null; one = one.parentElement) {
        if (styleOf(one).overflowY === 'visible') continue
        const edge = one.getBoundingClientRect()
        left = Math.max(left, edge.left)
        right = Math.min(right, edge.right)
        top = Math.max(top, edge.top)
        bottom = Math.min(bottom, edge.bottom)
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top))
    }
    const isEllipsis = (one: Element): boolean => styleOf(one).textOverflow === 'ellipsis'
    /** What is cut has its first letter in sight, in whatever direction one reads it. */
    const isBeginningCut = (clipping: Element): boolean => {
      const walk = document.createTreeWalker(clipping, NodeFilter.SHOW_TEXT)
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
        const words = node.textContent ?? ''
        const at = words.search(/\S/)
        if (at < 0) continue
        const letter = document.createRange()
        letter.setStart(node, at)
        letter.setEnd(node, at + String.fromCodePoint(words.codePointAt(at) ?? 0).length)
        const { left, right, width } = letter.getBoundingClientRect()
        const edge = clipping.getBoundingClientRect()
        return width > 0 && (left < edge.left - slack || right > edge.right + slack)
      }
      return false
    }

    const { documentElement: root } = document
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`the page is ${String(root.scrollWidth)} wide in ${String(root.clientWidth)}`)
    }

    const controls =
      'a[href], button, input, select, textarea, summary, [role^=menuitem], [role=option], [tabindex="0"]'
    for (const control of shown.querySelectorAll<HTMLElement>(controls)) {
      const label = control instanceof HTMLInputElement ? control.closest('label') : null
      const target = label ?? control
      if (!isSeen(target) || styleOf(target).display === 'inline') continue
      const { left, right, width, height } = target.getBoundingClientRect()
      if (width < least - 0.5 || height < least - 0.5) {
        faults.push(`small: ${nameOf(target)} ${width.toFixed(0)} × ${height.toFixed(0)}`)
      }
      if ((left < -slack || right > innerWidth + slack) && !ownStrip(target)) {
        faults.push(`out of the window: ${nameOf(target)}`)
      }
    }

    interface Word {
      readonly element: Element
      readonly box: DOMRect
      readonly layer: Element | null
    }
    const words: Word[] = []
    for (const element of shown.querySelectorAll('*')) {
      const hasWords = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      )
      if (!hasWords || !isSeen(element)) continue
      const range = document.createRange()
      range.selectNodeContents(element)
      const cut = within(element, (one) => isEllipsis(one) || scrollsSideways(one))
      const whole = range.getBoundingClientRect()
      const short = within(element, isEllipsis)
      if (
        short !== null &&
        short.scrollWidth > short.clientWidth + slack &&
        short.clientWidth < readable
      ) {
        faults.push(`squeezed: ${nameOf(short)} to ${String(short.clientWidth)}`)
      }
      if (short !== null && isBeginningCut(short))
        faults.push(`without beginning: ${nameOf(short)}`)
      if (cut === null && (whole.left < -slack || whole.right > innerWidth + slack)) {
        faults.push(`runs out of the window: ${nameOf(element)}`)
      }
      const clip = within(element, (one) => /hidden|clip/.test(styleOf(one).overflowX))
      if (clip !== null && cut === null && clip !== document.documentElement) {
        const edge = clip.getBoundingClientRect()
        if (whole.left < edge.left - slack || whole.right > edge.right + slack) {
          faults.push(`cut: ${nameOf(element)}`)
        }
      }
      const layer = within(element, (one) => /absolute|fixed|sticky/.test(styleOf(one).position))
      const box =
        cut === null ? whole : (within(element, isEllipsis) ?? element).getBoundingClientRect()
      const part = shownPart(element, box)
      if (part.width > 0 && part.height > 0) words.push({ element, box: part, layer })
    }
    for (const [index, one] of words.entries()) {
      for (const other of words.slice(index + 1)) {
        if (one.layer !== other.layer || one.element.contains(other.element)) continue
        const across =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const down =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (across > 3 && down > 5 && !one.element.closest('p, li, pre')?.contains(other.element)) {
          faults.push(`overlap: ${nameOf(one.element)} and ${nameOf(other.element)}`)
        }
      }
    }
    return [...new Set(faults)]
  })
}
