import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import CompletionPopup from '../components/completion/CompletionPopup.vue'
import { channelId, emptyState, type ChatState } from '../domain'
import type { ChatFeatures } from '../ports/features'
import { fakeSession } from '../testing/fakeSession'
import { testLocalization } from '../testing/localization'
import { signedInPage } from '../testing/signedInPage'
import ComposerTools from './ComposerTools.vue'

const capabilities = { ...emptyState.capabilities, commands: 'native' } as const
/** As it is after any event. */
const another = (): ChatState => ({ ...emptyState, capabilities })

async function render() {
  const ran: string[] = []
  const commands = {
    list: () => Promise.resolve([{ name: 'topic', params: '', description: '' }]),
    run: ({ params }: { readonly params: string }) => Promise.resolve(void ran.push(params)),
  }
  const features = () => Promise.resolve({ commands } as unknown as ChatFeatures)
  const session = Object.assign(fakeSession(), { features })
  session.change(another())
  const plugins = [await signedInPage(session), await testLocalization()]
  const props = { channelId: channelId('r1'), rootId: null, field: null, draft: '' }
  return { session, ran, tools: mount(ComposerTools, { props, global: { plugins } }) }
}

it('K2 an unknown command that is sent again is a text, whatever came meanwhile', async () => {
  const { session, tools } = await render()
  expect(tools.vm.takes('/tpoic x')).toBe(true)
  await flushPromises()
  expect(tools.emitted('problem')?.at(-1)).toEqual([expect.stringContaining('/tpoic')])
  session.change(another())
  expect(tools.vm.takes('/tpoic x')).toBe(false)
})

it('K2 a command that is under way is carried out once, whatever comes meanwhile', async () => {
  const { session, ran, tools } = await render()
  expect(tools.vm.takes('/topic red')).toBe(true)
  session.change(another())
  expect(tools.vm.takes('/topic red')).toBe(true)
  await flushPromises()
  expect(ran).toEqual(['red'])
  expect(tools.emitted('taken')).toEqual([['/topic red']])
})

it('K2 the list of commands is the same after an event, and absent where the server has none', async () => {
  const { session, tools } = await render()
  const listed = () => tools.getComponent(CompletionPopup).props('commands')
  const before = listed()
  expect(before).toBeInstanceOf(Function)
  session.change(another())
  await flushPromises()
  expect(listed()).toBe(before)
  session.change(emptyState)
  await flushPromises()
  expect(listed()).toBeNull()
  expect(tools.vm.takes('/topic red')).toBe(false)
})
