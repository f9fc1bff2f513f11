import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import { useMessageKeys } from './messageKeys'

let list: VueWrapper

const button = (id: string) => h('button', { id }, id)
const link = (id: string) => h('a', { id, href: 'https://example.org' }, 'a link')
const message = (id: string, ...parts: readonly (ReturnType<typeof h> | string)[]) =>
  h('li', { id, 'data-roving': '', tabindex: -1 }, [...parts])

const Transcript = {
  setup() {
    useMessageKeys()
    const menu = h('div', { role: 'menu' }, [button('item')])
    const bar = h('div', { role: 'toolbar' }, [
      button('react'),
      button('quote'),
      button('more'),
      menu,
    ])
    return () =>
      h('ol', [
        message('full', link('link'), bar),
        message('refused', link('other'), button('retry')),
        message('plain', link('only')),
        message('bare', 'words'),
      ])
  },
}

beforeEach(() => {
  list = mount(Transcript, { attachTo: document.body })
})
afterEach(() => {
  list.unmount()
})

const press = (id: string, key: string, held: KeyboardEventInit = {}): string => {
  const from = document.getElementById(id)
  from?.focus()
  from?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
  )
  return document.activeElement?.id ?? ''
}

describe('A1 the keys of a message', () => {
  it('Enter leads to what can be done with it, else to what it leads to', () => {
    expect(press('full', 'Enter')).toBe('react')
    expect(press('refused', 'Enter')).toBe('retry')
    expect(press('plain', 'Enter')).toBe('only')
    expect(press('bare', 'Enter')).toBe('bare')
  })

  it('the arrows go along what can be done, round and round', () => {
    expect(press('react', 'ArrowRight')).toBe('quote')
    expect(press('more', 'ArrowRight')).toBe('react')
    expect(press('react', 'ArrowLeft')).toBe('more')
    expect(press('more', 'Home')).toBe('react')
    expect(press('react', 'End')).toBe('more')
  })

  it('A2 the arrows go the other way where one reads from right to left', () => {
    document.querySelector<HTMLElement>('[role=toolbar]')?.style.setProperty('direction', 'rtl')
    expect(press('react', 'ArrowLeft')).toBe('quote')
  })

  it('leaves a menu, a link, other keys and other chords alone', () => {
    expect(press('item', 'ArrowRight')).toBe('item')
    expect(press('link', 'ArrowRight')).toBe('link')
    expect(press('full', ' ')).toBe('full')
    expect(press('full', 'Enter', { ctrlKey: true })).toBe('full')
    expect(press('full', 'Enter', { shiftKey: true })).toBe('full')
  })

  it('ends with its scope', () => {
    const bar = document.createElement('li')
    bar.id = 'late'
    bar.tabIndex = -1
    bar.dataset['roving'] = ''
    bar.append(document.createElement('button'))
    list.unmount()
    document.body.append(bar)
    expect(press('late', 'Enter')).toBe('late')
    bar.remove()
  })
})
