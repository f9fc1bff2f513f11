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

  it('keeps in memory what does not fit any more', () => {
    const full = {
      ...localStorage,
      getItem: () => null,
      removeItem: () => undefined,
      setItem: (key: string) => {
        if (key !== 'parley:probe') throw new DOMException('full', 'QuotaExceededError')
      },
    }
    const storage = createWebStorage(() => full, 'p:')
    storage.write('a', '1')
    expect(storage.read('a')).toBe('1')
  })
})
