import { beforeEach, describe, expect, it } from 'vitest'
import { createWebStorage } from './storage'

describe('createWebStorage', () => {
  beforeEach(() => {
    localStorage.clear()
  })

  it('keeps texts under its prefix', () => {
    const storage = createWebStorage(() => localStorage, 'p:')
    storage.write('a', '1')
    expect(localStorage.getItem('p:a')).toBe('1')
    expect(createWebStorage(() => localStorage, 'q:').read('a')).toBeNull()
    storage.remove('a')
    expect(storage.read('a')).toBeNull()
    expect(storage.kind).toBe('persistent')
  })

  it('E14 keeps texts in memory where storage is blocked', () => {
    const storage = createWebStorage(() => {
      throw new DOMException('blocked', 'SecurityError')
    }, 'p:')
    storage.write('a', '1')
    expect(storage.read('a')).toBe('1')
    expect(storage.kind).toBe('memory')
  })

  it('keeps in memory what does not fit any more, and leaves no old text behind', () => {
    localStorage.setItem('p:a', 'old')
    let isFull = false
    const full: Storage = {
      length: 0,
      clear: () => undefined,
      key: () => null,
      getItem: (key) => localStorage.getItem(key),
      removeItem: (key) => {
        localStorage.removeItem(key)
      },
      setItem: (key, value) => {
        if (isFull) throw new DOMException('full', 'QuotaExceededError')
        localStorage.setItem(key, value)
      },
    }
    const storage = createWebStorage(() => full, 'p:')
    isFull = true
    storage.write('a', 'new')
    expect(storage.read('a')).toBe('new')
    expect(localStorage.getItem('p:a')).toBeNull()
  })
})
