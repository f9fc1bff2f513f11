import { describe, expect, it } from 'vitest'
import { parseDemoArguments } from './arguments'

const usual = { app: 4300, sandbox: 4301, relay: 4302, host: 4303, relayApp: 4304 }

describe('parseDemoArguments', () => {
  it('has default ports', () => {
    expect(parseDemoArguments([], {})).toEqual({ ports: usual, dev: false })
  })

  it('takes flags before the environment', () => {
    const env = { PARLEY_PORT: '5000', PARLEY_SANDBOX_PORT: '5001' }
    expect(parseDemoArguments(['--port', '6000', '--dev'], env)).toEqual({
      ports: { ...usual, app: 6000, sandbox: 5001 },
      dev: true,
    })
  })

  it('has a flag and a variable for each part', () => {
    const flags = ['port', 'sandbox-port', 'relay-port', 'host-port', 'relay-app-port']
    const args = flags.map((flag, index) => `--${flag}=${6000 + index}`)
    expect(parseDemoArguments(args, {}).ports).toEqual({
      app: 6000,
      sandbox: 6001,
      relay: 6002,
      host: 6003,
      relayApp: 6004,
    })
    const env = {
      PARLEY_RELAY_PORT: '5002',
      PARLEY_HOST_PORT: '5003',
      PARLEY_RELAY_APP_PORT: '5004',
    }
    const ports = { ...usual, relay: 5002, host: 5003, relayApp: 5004 }
    expect(parseDemoArguments([], env).ports).toEqual(ports)
  })

  it('takes 0 for any free port, and an empty variable for none', () => {
    const found = parseDemoArguments(['--port=0'], { PARLEY_SANDBOX_PORT: '' })
    expect(found.ports).toMatchObject({ app: 0, sandbox: 4301 })
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
