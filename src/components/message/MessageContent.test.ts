import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { parseContent, plainContent, type Content } from '../../domain'
import { testLocalization } from '../../testing/localization'
import { MessageContent } from './MessageContent'

async function render(content: Content, myUsername = 'ann') {
  const plugins = [await testLocalization()]
  return mount(MessageContent, { props: { content, myUsername }, global: { plugins } })
}

it('S6 shows HTML as text', async () => {
  const html = '<img src=x onerror="alert(1)"> <script>alert(2)</script>'
  const content = await render(plainContent(html))
  expect(content.text()).toBe(html)
  expect(content.find('img, script').exists()).toBe(false)
})

it.each([
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc',
])('S6 never makes a link of %s, even when the tree holds one', async (url) => {
  const text = { type: 'text', text: 'click' } as const
  const content = await render([
    { type: 'paragraph', children: [{ type: 'link', url, children: [text] }] },
  ])
  expect(content.text()).toBe('click')
  expect(content.find('a').exists()).toBe(false)
})

it('S6 opens links in a new tab that knows nothing of this one', async () => {
  const content = await render(parseContent('see https://example.org/a'))
  const link = content.get('a')
  expect(link.attributes()).toMatchObject({
    href: 'https://example.org/a',
    target: '_blank',
    rel: 'noopener noreferrer',
  })
})

it('S6 renders every kind of node', async () => {
  const inline = { type: 'text', text: 'x' } as const
  const content = await render([
    {
      type: 'paragraph',
      children: [
        { type: 'bold', children: [inline] },
        { type: 'italic', children: [inline] },
        { type: 'strike', children: [inline] },
        { type: 'spoiler', children: [inline] },
        { type: 'code', text: 'c' },
        { type: 'lineBreak' },
        { type: 'emoji', shortCode: 'tada', text: '🎉' },
        { type: 'emoji', shortCode: 'unknown', text: null },
        { type: 'channelMention', name: 'general' },
        { type: 'userMention', name: 'ann' },
        { type: 'userMention', name: 'bob' },
      ],
    },
    { type: 'heading', level: 2, children: [inline] },
    { type: 'quote', children: [{ type: 'paragraph', children: [inline] }] },
    { type: 'codeBlock', language: 'ts', text: 'const a = 1' },
    { type: 'list', start: null, items: [{ isDone: true, children: [inline] }] },
    { type: 'list', start: 3, items: [{ isDone: null, children: [inline] }] },
    { type: 'bigEmoji', children: [{ type: 'emoji', shortCode: 'tada', text: '🎉' }] },
    { type: 'rule' },
  ])
  for (const selector of [
    'strong',
    'em',
    's',
    'code',
    'br',
    'blockquote',
    'pre',
    'hr',
    '.is-big',
  ]) {
    expect(content.find(selector).exists(), selector).toBe(true)
  }
  expect(content.text()).toContain(':unknown:')
  expect(content.findAll('.mention.is-me').map((one) => one.text())).toEqual(['@ann'])
  expect(content.get('ol').attributes('start')).toBe('3')
  expect(content.get<HTMLInputElement>('input[type=checkbox]').element.checked).toBe(true)
  expect(content.get('[role=heading]').attributes('aria-level')).toBe('4')
})
