import { beforeEach, describe, expect, it } from 'vitest'
import { createScrollAnchor, type ScrollAnchor } from './scrollAnchor'

/** A scrolled list with a layout of its own, since the test document has none. */
function fakeList(viewHeight: number) {
  const view = document.createElement('div')
  let rows: { id: string; height: number }[] = []
  const total = () => rows.reduce((sum, row) => sum + row.height, 0)
  let top = 0
  Object.defineProperties(view, {
    scrollTop: {
      get: () => top,
      set: (value: number) => {
        top = Math.max(0, Math.min(value, total() - viewHeight))
      },
    },
    scrollHeight: { get: total },
    clientHeight: { get: () => viewHeight },
  })
  view.getBoundingClientRect = () => new DOMRect(0, 0, 100, viewHeight)

  function render(next: { id: string; height: number }[]): void {
    rows = next
    view.replaceChildren(
      ...rows.map((row, index) => {
        const element = document.createElement('p')
        element.dataset['anchor'] = row.id
        element.getBoundingClientRect = () => {
          const before = rows.slice(0, index).reduce((sum, one) => sum + one.height, 0)
          return new DOMRect(0, before - top, 100, rows[index]?.height ?? row.height)
        }
        return element
      }),
    )
  }
  /** The same rows, some of another height. */
  function resize(next: { id: string; height: number }[]): void {
    rows = next
  }
  return { view, render, resize }
}

const row = (id: string, height = 40) => ({ id, height })
const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => row(`m${from + index}`))

describe('scroll anchor', () => {
  let list: ReturnType<typeof fakeList>
  let anchor: ScrollAnchor
  let isEndShown: boolean

  beforeEach(() => {
    list = fakeList(100)
    isEndShown = true
    anchor = createScrollAnchor({ scroller: () => list.view, isEndShown: () => isEndShown })
    list.render(rowsOf(10, 30))
  })

  it('S1 keeps the first visible row in its place when rows come before it', () => {
    list.view.scrollTop = 110
    anchor.capture()
    list.render(rowsOf(0, 30))
    anchor.restore()
    expect(list.view.scrollTop).toBe(510)
  })

  it('S1 keeps the place when the first visible row itself goes', () => {
    list.view.scrollTop = 110
    anchor.capture()
    list.render([...rowsOf(10, 12), ...rowsOf(13, 30)])
    anchor.restore()
    expect(list.view.scrollTop).toBe(70)
  })

  it('S1 keeps the place when a row above grows', () => {
    list.view.scrollTop = 110
    anchor.capture()
    list.render([row('m10', 200), ...rowsOf(11, 30)])
    anchor.restore()
    expect(list.view.scrollTop).toBe(270)
  })

  it('R10 holds what it was asked to show while a row above it in view grows, until somebody scrolls', () => {
    const line = (): Element => list.view.children[10] ?? list.view
    anchor.showAt(line() as HTMLElement, 0.5)
    expect(line().getBoundingClientRect().top).toBe(50)
    const rows = rowsOf(10, 30)
    const grow = (height: number): void => {
      list.resize([...rows.slice(0, 9), row('m19', height), ...rows.slice(10)])
      anchor.restore()
    }
    grow(90)
    expect(line().getBoundingClientRect().top).toBe(50)
    list.view.scrollTop -= 20
    anchor.capture()
    const { scrollTop } = list.view
    grow(130)
    expect(list.view.scrollTop).toBe(scrollTop)
  })

  it('S2 stays at the end when a row grows before the rows change', () => {
    anchor.stick()
    list.resize([...rowsOf(10, 28), row('m28', 240), row('m29')])
    anchor.capture()
    anchor.restore()
    expect(list.view.scrollTop).toBe(list.view.scrollHeight - 100)
  })

  it('S2 stays at the end within 48 pixels', () => {
    list.view.scrollTop = 800 - 100 - 48
    anchor.capture()
    list.render(rowsOf(10, 31))
    anchor.restore()
    expect(list.view.scrollTop).toBe(740)
  })

  it('S2 does not move a reader who is further up', () => {
    list.view.scrollTop = 800 - 100 - 49
    anchor.capture()
    list.render(rowsOf(10, 31))
    anchor.restore()
    expect(list.view.scrollTop).toBe(651)
  })

  it('S2 does not take the end of a cut window for the end', () => {
    isEndShown = false
    list.view.scrollTop = 700
    anchor.capture()
    expect(anchor.isStuck()).toBe(false)
  })

  it('R9 tells what is in view', () => {
    list.view.scrollTop = 60
    expect(anchor.visibleIds()).toEqual({ first: 'm11', last: 'm13' })
  })
})
