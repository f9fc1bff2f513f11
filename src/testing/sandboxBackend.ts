import axios from 'axios'
import { startSandbox, type SandboxOptions } from '../../server/sandbox'
import { browserClock } from '../platform/clock'
import { silentLogger, type Logger } from '../ports'
import { createBackend, type Backend } from '../transports/createBackend'
import { openNodeSocket } from './nodeSocket'

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>

export interface SandboxBackend {
  readonly sandbox: Sandbox
  readonly backend: Backend
  close(): Promise<void>
}

/** The Rocket.Chat adapters against a sandbox of their own: real sockets, real HTTP. */
export async function startSandboxBackend(
  options: SandboxOptions = {},
  logger: Logger = silentLogger,
): Promise<SandboxBackend> {
  const sandbox = await startSandbox(options)
  const backend = createBackend(
    { kind: 'rocketchat', url: sandbox.url, webSocketUrl: null },
    {
      clock: browserClock,
      logger,
      openSocket: openNodeSocket,
      createHttp: (baseURL) => axios.create({ baseURL, responseType: 'json', proxy: false }),
      newAbort: () => new AbortController(),
    },
  )
  return { sandbox, backend, close: () => sandbox.stop() }
}

/** A sandbox with `ann` and `bob`, whose password is their name, in one public channel `general`. */
export async function startSmallSandbox(
  options: SandboxOptions = {},
  logger: Logger = silentLogger,
): Promise<SandboxBackend> {
  const started = await startSandboxBackend({ seed: 'empty', ...options }, logger)
  const { control } = started.sandbox
  for (const username of ['ann', 'bob']) {
    control.addUser({ username, password: username, name: `${username} of Parley` })
  }
  control.createRoom({ name: 'shared', members: ['ann', 'bob'] })
  return started
}
