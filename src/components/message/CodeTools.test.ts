import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { testLocalization } from '../../testing/localization'
import CodeTools from './CodeTools.vue'

it('copies the text of a code block', async () => {
  const written: string[] = []
  const clipboard = { writeText: (text: string) => Promise.resolve(written.push(text)) }
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
  const tools = mount(CodeTools, {
    props: { code: 'const a = 1', language: null },
    global: { plugins: [await testLocalization()] },
  })
  await tools.get('button').trigger('click')
  expect(written).toEqual(['const a = 1'])
  tools.unmount()
})
