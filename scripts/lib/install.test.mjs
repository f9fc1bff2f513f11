import { describe, expect, it } from 'vitest'
import { isStale, requireNode } from './install.mjs'

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.0.0'])('accepts %s', (version) => {
    expect(() => requireNode(version, '20.19')).not.toThrow()
  })

  it.each(['20.18.9', '18.20.0', '8.0.0'])('refuses %s and names both versions', (version) => {
    expect(() => requireNode(version, '20.19')).toThrow(
      `Parley needs Node 20.19 or newer, and this is Node ${version}.`,
    )
  })
})

describe('isStale', () => {
  const a = { version: '1.0.0', integrity: 'sha-a' }
  const lock = { packages: { '': { name: 'parley' }, 'node_modules/a': a } }
  const installed = (packages) => ({ packages })

  it('is false when all is there', () => {
    expect(isStale(lock, installed({ 'node_modules/a': { ...a, extra: 1 } }))).toBe(false)
  })

  it('is true without node_modules, with a package too few, too many or of another version', () => {
    expect(isStale(lock, null)).toBe(true)
    expect(isStale(lock, installed({}))).toBe(true)
    expect(isStale(lock, installed({ 'node_modules/a': a, 'node_modules/b': a }))).toBe(true)
    expect(isStale(lock, installed({ 'node_modules/a': { ...a, version: '1.0.1' } }))).toBe(true)
    expect(isStale(lock, installed({ 'node_modules/a': { ...a, integrity: 'sha-b' } }))).toBe(true)
  })

  it('does not miss a package that is optional, as for another system', () => {
    const optional = { packages: { 'node_modules/a': { ...a, optional: true } } }
    expect(isStale(optional, installed({}))).toBe(false)
  })
})
