import { describe, expect, it } from 'vitest'
import { createEnterKey, type EnterKeyOptions } from './enterKey'

interface Press {
  readonly type: 'keydown' | 'compositionend'
  readonly at: number
  readonly key?: string
  readonly keyCode?: number
  readonly isComposing?: boolean
  readonly shiftKey?: boolean
  readonly ctrlKey?: boolean
  readonly metaKey?: boolean
}

/** Plays events in the order a browser fires them; the times at which the helper said "send". */
function play(presses: readonly Press[], options: EnterKeyOptions = {}): number[] {
  const enter = createEnterKey(options)
  const sentAt: number[] = []
  for (const press of presses) {
    const event = eventOf(press)
    if (event instanceof KeyboardEvent) {
      if (enter.isSend(event)) sentAt.push(press.at)
    } else enter.onCompositionEnd(event)
  }
  return sentAt
}

function eventOf({ type, at, ...init }: Press): Event {
  const event = type === 'keydown' ? new KeyboardEvent(type, init) : new CompositionEvent(type)
  Object.defineProperty(event, 'timeStamp', { value: at })
  return event
}

const enterAt = (at: number, more: Partial<Press> = {}): Press => ({
  type: 'keydown',
  at,
  key: 'Enter',
  keyCode: 13,
  ...more,
})

describe('K1 Enter', () => {
  it('sends', () => {
    expect(play([enterAt(10)])).toEqual([10])
  })

  it('makes a line with Shift', () => {
    expect(play([enterAt(10, { shiftKey: true })])).toEqual([])
  })

  it('makes a line on a touch keyboard', () => {
    expect(play([enterAt(10)], { isTouch: () => true })).toEqual([])
  })

  it('sends with Ctrl or Cmd everywhere', () => {
    const presses = [enterAt(10, { ctrlKey: true }), enterAt(20, { metaKey: true })]
    expect(play(presses, { isTouch: () => true })).toEqual([10, 20])
  })

  it('leaves other keys alone', () => {
    expect(play([{ type: 'keydown', at: 1, key: 'a', keyCode: 65 }])).toEqual([])
  })
})

describe('K1 Enter while composing', () => {
  it('takes Chinese Pinyin letters without sending, as Chrome reports it', () => {
    const trace: Press[] = [
      { type: 'keydown', at: 10, key: 'n', keyCode: 229, isComposing: false },
      { type: 'keydown', at: 60, key: 'i', keyCode: 229, isComposing: true },
      enterAt(200, { keyCode: 229, isComposing: true }),
      { type: 'compositionend', at: 200 },
      enterAt(900),
    ]
    expect(play(trace)).toEqual([900])
  })

  it('confirms Japanese Kana without sending, as Firefox reports it', () => {
    const trace: Press[] = [
      { type: 'keydown', at: 10, key: 'Process', keyCode: 229, isComposing: true },
      { type: 'keydown', at: 90, key: ' ', keyCode: 32, isComposing: true },
      enterAt(300, { isComposing: true }),
      { type: 'compositionend', at: 301 },
      enterAt(800),
    ]
    expect(play(trace)).toEqual([800])
  })

  it('confirms Japanese Kana without sending where Safari ends the composition before the key', () => {
    const trace: Press[] = [
      { type: 'keydown', at: 10, key: 'k', keyCode: 229, isComposing: false },
      { type: 'compositionend', at: 400 },
      enterAt(402, { isComposing: false, keyCode: 229 }),
      enterAt(1_000),
    ]
    expect(play(trace)).toEqual([1_000])
  })

  it('does not send in the tick a composition ended, also where Safari reports a plain key', () => {
    expect(play([{ type: 'compositionend', at: 400 }, enterAt(401)])).toEqual([])
    expect(play([{ type: 'compositionend', at: 400 }, enterAt(399.5)])).toEqual([])
  })

  it('sends Hangul with one Enter that also ends the composition only when the browser sends a second', () => {
    const trace: Press[] = [
      { type: 'keydown', at: 10, key: 'Process', keyCode: 229, isComposing: false },
      enterAt(120, { keyCode: 229, isComposing: true }),
      { type: 'compositionend', at: 121 },
      enterAt(400),
    ]
    expect(play(trace)).toEqual([400])
  })

  it('does not send with Ctrl while composing', () => {
    expect(play([enterAt(10, { ctrlKey: true, isComposing: true })])).toEqual([])
  })
})
