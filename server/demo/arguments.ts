import { parseArgs } from 'node:util'
import { portNames, type DemoPart, type DemoPorts } from './ports'

export interface DemoArguments {
  /** 0 asks for any free port. */
  readonly ports: DemoPorts
  /** Serve the sources, and the page again at each change, instead of the build. */
  readonly dev: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** Flags go before the environment. Throws with a sentence for people on an unknown flag or a port that is none. */
export function parseDemoArguments(args: readonly string[], env: Environment): DemoArguments {
  const flags = Object.values(portNames).map(({ flag }) => [flag, { type: 'string' }] as const)
  const { values } = parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(flags), dev: { type: 'boolean', default: false } },
  })
  const given = new Map<string, string>(
    Object.entries(values).flatMap(([flag, value]) =>
      typeof value === 'string' ? [[flag, value] as const] : [],
    ),
  )
  const portOf = (part: DemoPart): number => {
    const { flag, variable, usual } = portNames[part]
    return toPort([`--${flag}`, given.get(flag)], [variable, env[variable]], usual)
  }
  return {
    ports: {
      app: portOf('app'),
      sandbox: portOf('sandbox'),
      relay: portOf('relay'),
      host: portOf('host'),
      relayApp: portOf('relayApp'),
    },
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
