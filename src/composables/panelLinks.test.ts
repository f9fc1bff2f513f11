import { afterEach, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { usePanelLinks } from './panelLinks'

const scope = effectScope()
const opened: string[] = []

afterEach(() => {
  opened.length = 0
})

function click(html: string, at: string): void {
  const page = new DOMParser().parseFromString(html, 'text/html')
  document.body.replaceChildren(...page.body.childNodes)
  document.querySelector<HTMLElement>(at)?.click()
}

const message = `<ul><li data-author="bob"><span class="message-avatar"><img></span>
  <bdi class="message-author">Bob</bdi><p class="text">Hello <bdi class="mention">@carol</bdi>,
  <bdi class="mention is-me">@all</bdi> in <bdi class="mention hash">#plans</bdi></p></li></ul>`

it('opens whoever is named or wrote, what is named, and nothing else', () => {
  scope.run(() => {
    usePanelLinks((panel) => opened.push(panel))
  })
  click(message, '.message-avatar img')
  click(message, '.message-author')
  click(message, '.mention')
  expect(opened).toEqual(['person:bob', 'person:bob', 'person:carol'])
  click(message, '.is-me')
  click(message, '.hash')
  click(message, '.text')
  click('<ul><li data-author=""><bdi class="message-author">?</bdi></li></ul>', 'bdi')
  expect(opened).toHaveLength(3)
  click('<h1><button data-panel="info"><bdi>plans</bdi></button></h1>', 'bdi')
  expect(opened.at(-1)).toBe('info')
  scope.stop()
  click(message, '.mention')
  expect(opened).toHaveLength(4)
})
