import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { HostBadge } from '../domain'
import { useAppBadge } from './appBadge'

const three: HostBadge = { kind: 'number', count: 3 }

describe('the badge of an installed app', () => {
  const scope = effectScope()
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('R13, C11 shows a number, else a dot; only the tab that notifies touches it', async () => {
    const shown: (number | string)[] = []
    const badge = {
      setAppBadge: (count?: number) => Promise.resolve(void shown.push(count ?? 'dot')),
      clearAppBadge: () => Promise.resolve(void shown.push('none')),
    }
    const parts = shallowRef<HostBadge | null>(null)
    scope.run(() => {
      useAppBadge(() => parts.value, badge)
    })
    expect(shown).toEqual([])
    for (const next of [
      three,
      { ...three },
      { kind: 'dot' },
      { kind: 'none' },
      { kind: 'number', count: 1 },
      null,
      null,
    ] as const) {
      parts.value = next
      await nextTick()
    }
    expect(shown).toEqual([3, 'dot', 'none', 1, 'none'])
    scope.stop()
    expect(shown).toHaveLength(5)
  })

  it('is left alone where the browser has none, or refuses', async () => {
    const refusing = {
      setAppBadge: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
    }
    const both = effectScope()
    both.run(() => {
      useAppBadge(() => three, {})
      useAppBadge(() => three, refusing)
    })
    await nextTick()
    both.stop()
  })
})
