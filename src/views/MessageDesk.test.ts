import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { channelId, emptyState } from '../domain'
import { aMessage } from '../testing/builders'
import { fakeSession } from '../testing/fakeSession'
import { testLocalization } from '../testing/localization'
import { signedInPage } from '../testing/signedInPage'
import MessageDesk from './MessageDesk.vue'

it('shows what was whispered here, and renders nothing for what happens elsewhere', async () => {
  const updated = vi.fn()
  const session = fakeSession()
  const plugins = [await signedInPage(session), await testLocalization()]
  const props = {
    channelId: channelId('r1'),
    name: 'general',
    isDirect: false,
    findLast: () => undefined,
  }
  const global = { plugins, mixins: [{ updated }], stubs: { ComposerTools: true } }
  const desk = mount(MessageDesk, { props, global })
  const whisper = aMessage({ channelId: channelId('r1'), text: 'for you alone' })
  session.change({ ...emptyState, whispers: [whisper] })
  await vi.dynamicImportSettled()
  await flushPromises()
  expect(desk.text()).toContain('for you alone')
  updated.mockClear()
  session.change({ ...session.state, totals: { ...session.state.totals } })
  await flushPromises()
  expect(updated).not.toHaveBeenCalled()
})
