import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { testLocalization } from '../../testing/localization'
import ConnectionBanner from './ConnectionBanner.vue'
import type { ConnectionState } from './connectionNotice'

beforeEach(() => vi.useFakeTimers({ now: 10_000 }))
afterEach(() => vi.useRealTimers())

async function render(state: ConnectionState) {
  const plugins = [await testLocalization()]
  return mount(ConnectionBanner, { props: { state }, global: { plugins } })
}

it('C1 is silent for the first second', async () => {
  const banner = await render({ kind: 'connecting' })
  await vi.advanceTimersByTimeAsync(900)
  expect(banner.text()).toBe('')
  await vi.advanceTimersByTimeAsync(200)
  expect(banner.text()).toBe('Connecting…')
  banner.unmount()
})

it('C1 says nothing of a connection that is back within a second', async () => {
  const banner = await render({ kind: 'connecting' })
  await vi.advanceTimersByTimeAsync(500)
  await banner.setProps({ state: { kind: 'online' } })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(banner.text()).toBe('')
  banner.unmount()
})

it('counts down to the next attempt and lets the user try now', async () => {
  const banner = await render({ kind: 'waiting', retryAt: 15_000, cause: 'unreachable' })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(banner.text()).toContain('The server cannot be reached. Trying again in 4 seconds.')
  await vi.advanceTimersByTimeAsync(3_000)
  expect(banner.text()).toContain('Trying again in 1 second.')
  await banner.get('button').trigger('click')
  expect(banner.emitted('retry')).toHaveLength(1)
  banner.unmount()
})

it('A1 tells that the line is away and that it is back, and keeps the seconds to itself', async () => {
  const banner = await render({ kind: 'waiting', retryAt: 15_000, cause: 'lost' })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(banner.get('[role=status]').text()).toContain('Connection lost.')
  expect(banner.get('[aria-live=off]').text()).toBe('Trying again in 4 seconds.')
  await banner.setProps({ state: { kind: 'online' } })
  expect(banner.get('[role=status]').text()).toBe('Connected again.')
  await banner.setProps({ state: { kind: 'connecting' } })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(banner.text()).toBe('Connecting…')
  banner.unmount()
})
