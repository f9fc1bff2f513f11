import { describe, expect, it } from 'vitest'
import { parseDemoArguments } from './arguments'

describe('parseDemoArguments', () => {
  it('has default ports', () => {
    expect(parseDemoArguments([], {})).toEqual({ port: 4300, sandboxPort: 4301, dev: false })
  })

  it('takes flags before the environment', () => {
    const env = { PARLEY_PORT: '5000', PARLEY_SANDBOX_PORT: '5001' }
    expect(parseDemoArguments(['--port', '6000', '--dev'], env)).toEqual({
      port: 6000,
      sandboxPort: 5001,
      dev: true,
    })
  })

  it('takes 0 for any free port, and an empty variable for none', () => {
    const found = parseDemoArguments(['--port=0'], { PARLEY_SANDBOX_PORT: '' })
    expect(found).toMatchObject({ port: 0, sandboxPort: 4301 })
  })

  it('refuses unknown flags and stray words', () => {
    expect(() => parseDemoArguments(['--prot', '1'], {})).toThrow(/--prot/)
    expect(() => parseDemoArguments(['4300'], {})).toThrow(/4300/)
  })

  it.each(['x', '-1', '65536', '1.5', '0x10', ''])('refuses %j as a port, by name', (value) => {
    expect(() => parseDemoArguments([`--port=${value}`], {})).toThrow(
      `--port is "${value}", which is no port number.`,
    )
  })

  it('names the variable that holds no port', () => {
    expect(() => parseDemoArguments([], { PARLEY_SANDBOX_PORT: 'x' })).toThrow(
      'PARLEY_SANDBOX_PORT is "x"',
    )
  })
})
