import { fileURLToPath } from 'node:url'
import { plainContents, startBothWays, type BothWays } from '../server/demo/bothWays'
import { startStaticServer } from '../server/demo/staticServer'
import { machineClock } from '../server/relay/clock'
import { openLine, type Line } from './line'

/** How the app reaches the chat: the server itself, or a host application with a relay. */
export type Way = 'direct' | 'relay'

/** All that runs behind one app. */
export interface Site extends BothWays {
  readonly appUrl: string
  /** The host application's own page, which embeds the widget. */
  readonly deskUrl: string
  /** Of the server that the app names when it cannot be reached. */
  readonly serverUrl: string
  /** Cuts the network between the browser and all that it talks to, save the app itself. */
  cutLine(): Promise<void>
  mendLine(): Promise<void>
  /** Adds somebody to the chat and to the host application; the password is the username. */
  addUser(username: string, name: string): void
  /** Moves the time of host and relay on. */
  passTime(ms: number): void
}

/** `npm test` builds it before. */
export const build = fileURLToPath(new URL('../dist', import.meta.url))

/**
 * Starts it without any channels: a test makes what it needs.
 * @param signalr keys of the configuration that differ from the demo's
 */
export async function startSite(way: Way, signalr: object = {}): Promise<Site> {
  let passedMs = 0
  let deskUrl = ''
  const lines: Line[] = []
  const lineTo = async <Part extends { readonly url: string }>(part: Part): Promise<Part> => {
    const line = await openLine(part.url)
    lines.push(line)
    return { ...part, url: line.url }
  }
  const cutLine = async (): Promise<void> => {
    await Promise.all(lines.map((line) => line.cut()))
  }
  const parts = await startBothWays({
    serveApp: (options) => startStaticServer(build, options),
    // Files are protected; a proxy before the server would let the app read them.
    sandbox: { seed: 'empty', corsForFiles: true },
    clock: { ...machineClock, now: () => machineClock.now() + passedMs },
    logLevel: 'silent',
    deskGoes: way,
    async contents(started) {
      const known = {
        ...started,
        ...(way === 'direct'
          ? { sandbox: await lineTo(started.sandbox) }
          : { relay: await lineTo(started.relay), host: await lineTo(started.host) }),
      }
      deskUrl = known.host.url
      const { direct, relay } = plainContents(known, way)
      const config = { ...relay.config, signalr: { ...relay.config.signalr, ...signalr } }
      return { direct, relay: { ...relay, config } }
    },
  })
  return {
    ...parts,
    deskUrl,
    appUrl: way === 'direct' ? parts.app.url : parts.relayApp.url,
    serverUrl: lines[0]?.url ?? '',
    cutLine,
    async mendLine() {
      await Promise.all(lines.map((line) => line.mend()))
    },
    addUser(username, name) {
      const user = { username, password: username, name }
      parts.sandbox.control.addUser(user)
      parts.host.addUser(user)
    },
    passTime(ms) {
      passedMs += ms
    },
    async stop() {
      await cutLine()
      await parts.stop()
    },
  }
}
