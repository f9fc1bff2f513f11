import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { parseContent } from '../../domain'
import { aMessage } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import { markFound } from './foundWords'
import MessageFind from './MessageFind.vue'

async function render(text: string, query: string) {
  const message = aMessage({ text, content: parseContent(text) })
  const props = { message, myUsername: 'ann', now: 0, runsOf: markFound(query) }
  return mount(MessageFind, { props, global: { plugins: [await testLocalization()] } })
}

it('S6 marks what was found wherever it stands: in bold, code, links and mentions', async () => {
  const text =
    'a *red plan* for @plan, `plan b` at https://x.org/plan\n```\nplan = 1\n```\n<mark>no</mark>'
  const find = await render(text, 'plan')
  const marks = find.findAll('mark')
  expect(marks.map((one) => one.element.parentElement?.tagName)).toEqual([
    'STRONG',
    'BDI',
    'CODE',
    'A',
    'CODE',
  ])
  expect(marks.every((one) => one.text() === 'plan')).toBe(true)
  expect(find.text()).toContain('<mark>no</mark>')
})

it('says all that a message says, marked or not', async () => {
  const text = 'the *door* code is 1234'
  const [marked, plain] = [await render(text, 'door code'), await render(text, '')]
  expect(marked.findAll('mark').map((one) => one.text())).toEqual(['door', 'code'])
  expect(plain.findAll('mark')).toEqual([])
  expect(marked.get('.find-content').text()).toBe(plain.get('.find-content').text())
})
