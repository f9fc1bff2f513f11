import { parseArgs } from 'node:util'

export interface DemoArguments {
  /** 0 asks for any free port. */
  readonly port: number
  readonly sandboxPort: number
  /** Serve the sources, and the page again at each change, instead of the build. */
  readonly dev: boolean
}

const defaultPort = 4300
const defaultSandboxPort = 4301

/** Flags go before the environment. Throws with a sentence for people on an unknown flag or a port that is none. */
export function parseDemoArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DemoArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      'sandbox-port': { type: 'string' },
      dev: { type: 'boolean', default: false },
    },
  })
  return {
    port: toPort(['--port', values.port], ['PARLEY_PORT', env['PARLEY_PORT']], defaultPort),
    sandboxPort: toPort(
      ['--sandbox-port', values['sandbox-port']],
      ['PARLEY_SANDBOX_PORT', env['PARLEY_SANDBOX_PORT']],
      defaultSandboxPort,
    ),
    dev: values.dev,
  }
}

type Named = readonly [name: string, value: string | undefined]

function toPort(flag: Named, variable: Named, otherwise: number): number {
  const [name, value] = flag[1] === undefined ? variable : flag
  if (value === undefined || (value === '' && name === variable[0])) return otherwise
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65535) return port
  throw new Error(`${name} is "${value}", which is no port number.`)
}
