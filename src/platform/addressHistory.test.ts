import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAddressHistory } from './addressHistory'

const moved = () =>
  new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }))

beforeEach(() => window.history.replaceState(null, '', '/'))
afterEach(() => vi.restoreAllMocks())

describe("the browser's history", () => {
  it.each([
    ['/', '/channel/x?user=ann', '/channel/x?user=ann'],
    ['/app/', '/app/channel/x?user=ann', '/channel/x?user=ann'],
    ['/app/', '/app/', '/'],
    ['/app/', '/app?user=ann', '/?user=ann'],
    ['/app/', '/application/channel/x', '/'],
    ['/', '/channel/x#part', '/channel/x'],
    ['/', '//channel/x', '//channel/x'],
  ])('below %s, %s is %s', (base, url, address) => {
    window.history.replaceState(null, '', `http://localhost:3000${url}`)
    expect(createAddressHistory(base, window).address).toBe(address)
  })

  it('links stay in the app', () => {
    const history = createAddressHistory('/app/', window)
    expect(history.hrefOf('/channel/x?user=ann')).toBe('/app/channel/x?user=ann')
    expect(createAddressHistory('/', window).hrefOf('//evil.example/')).toBe('/evil.example/')
  })

  it('knows the entry before, and what the user moved to', async () => {
    const history = createAddressHistory('/app/', window)
    const onMove = vi.fn()
    const stop = history.listen(onMove)
    history.replace('/')
    expect(history.previous).toBeNull()
    history.push('/channel/x')
    expect(history.previous).toBe('/')
    history.replace('/channel/y')
    expect([history.address, history.previous]).toEqual(['/channel/y', '/'])
    expect(window.location.pathname).toBe('/app/channel/y')
    expect(onMove).not.toHaveBeenCalled()
    history.back()
    await moved()
    expect(onMove).toHaveBeenCalledTimes(1)
    expect([history.address, history.previous]).toEqual(['/', null])
    stop()
    window.history.forward()
    await moved()
    expect(onMove).toHaveBeenCalledTimes(1)
  })

  it('trusts no state of others', () => {
    window.history.replaceState({ previous: 7 }, '', '/')
    expect(createAddressHistory('/', window).previous).toBeNull()
    window.history.replaceState('text', '', '/')
    expect(createAddressHistory('/', window).previous).toBeNull()
  })

  it('loads the page there when the browser refuses the entry', () => {
    const assign = vi.fn()
    const page = {
      location: { pathname: '/', search: '', assign },
      history: {
        state: null,
        pushState() {
          throw new DOMException('too many calls', 'SecurityError')
        },
      },
    } as unknown as Window
    createAddressHistory('/', page).push('/channel/x')
    expect(assign).toHaveBeenCalledWith('/channel/x')
  })
})
