import { afterEach, beforeEach, expect, it } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useMessageNames } from './messageNames'
import { usePanelLinks } from './panelLinks'

let scope: EffectScope
const opened: string[] = []

beforeEach(() => {
  opened.length = 0
  const page = new DOMParser().parseFromString(
    `<ol>
      <li id="first" data-roving data-author="bob" tabindex="-1">
        <p><bdi class="message-author">Bob</bdi></p>
        <p><bdi class="mention" id="carol">@carol</bdi> <bdi class="mention" id="all">@all</bdi>
        <bdi class="mention" id="plans">#plans</bdi> <bdi class="mention" id="unknown">#unknown</bdi></p>
      </li>
      <li id="second" data-roving data-author="bob" tabindex="-1">
        <p class="visually-hidden"><bdi class="message-author">Bob</bdi></p>
        <p><bdi class="mention" id="dave">@dave</bdi></p>
      </li>
    </ol><textarea></textarea>`,
    'text/html',
  )
  document.body.replaceChildren(...page.body.childNodes)
  scope = effectScope()
  scope.run(() => {
    usePanelLinks((panel) => opened.push(panel))
    useMessageNames({
      has: (slug) => slug === 'plans',
      open: (slug) => opened.push(`channel:${slug}`),
    })
  })
})
afterEach(() => {
  scope.stop()
})

const get = (selector: string): HTMLElement => {
  const element = document.querySelector<HTMLElement>(selector)
  if (element === null) throw new Error(`there is no ${selector}`)
  return element
}
const stops = (): readonly string[] =>
  [...document.querySelectorAll('[tabindex="0"]')].map(
    (one) => `${one.getAttribute('role') ?? ''} ${one.textContent}`,
  )
const press = (element: HTMLElement, key: string): void => {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

it('A1 whom and what a message names are stops while it has the focus, and only there', () => {
  expect(stops()).toEqual([])
  get('#first').focus()
  expect(stops()).toEqual(['button Bob', 'button @carol', 'link #plans'])
  get('#carol').focus()
  expect(stops()).toHaveLength(3)
  get('#second').focus()
  expect(stops()).toEqual(['button @dave'])
  get('textarea').focus()
  expect(stops()).toEqual([])
})

it('A1 Enter and Space open what a click opens', () => {
  get('#first').focus()
  press(get('.message-author'), 'Enter')
  press(get('#carol'), ' ')
  press(get('#plans'), 'Enter')
  get('#plans').click()
  get('#unknown').click()
  press(get('#all'), 'Enter')
  expect(opened).toEqual(['person:bob', 'person:carol', 'channel:plans', 'channel:plans'])
})

it('nothing is left when it ends', () => {
  scope.stop()
  get('#first').focus()
  press(get('#carol'), 'Enter')
  expect([stops(), opened]).toEqual([[], []])
})
