/** Where the parts of the demo listen. */
export interface DemoPorts {
  /** The app that talks to the sandbox itself. */
  readonly app: number
  readonly sandbox: number
  readonly relay: number
  readonly host: number
  /** The app that talks to the relay and the host. */
  readonly relayApp: number
}

export type DemoPart = keyof DemoPorts

export interface PortName {
  /** In the words of a sentence. */
  readonly whose: string
  /** Without the hyphens in front. */
  readonly flag: string
  readonly variable: string
  readonly usual: number
}

export const portNames: Readonly<Record<DemoPart, PortName>> = {
  app: { whose: "the app's", flag: 'port', variable: 'PARLEY_PORT', usual: 4300 },
  sandbox: {
    whose: "the sandbox's",
    flag: 'sandbox-port',
    variable: 'PARLEY_SANDBOX_PORT',
    usual: 4301,
  },
  relay: { whose: "the relay's", flag: 'relay-port', variable: 'PARLEY_RELAY_PORT', usual: 4302 },
  host: {
    whose: "the host application's",
    flag: 'host-port',
    variable: 'PARLEY_HOST_PORT',
    usual: 4303,
  },
  relayApp: {
    whose: "the relay app's",
    flag: 'relay-app-port',
    variable: 'PARLEY_RELAY_APP_PORT',
    usual: 4304,
  },
}

/** Any free port for each part. */
export const freePorts: DemoPorts = { app: 0, sandbox: 0, relay: 0, host: 0, relayApp: 0 }

/** Throws the error again, in words for people when it says that the port is taken. */
export function explainPort(part: DemoPart, port: number): (error: unknown) => never {
  return (error) => {
    if (!isPortTaken(error)) throw error
    const { whose, flag } = portNames[part]
    const message = `${whose} port ${port} is in use: choose another with --${flag}`
    throw new Error(message, { cause: error })
  }
}

/** Node has a code for it, Vite only a sentence. */
function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'EADDRINUSE') || /already in use/.test(error.message)
}
