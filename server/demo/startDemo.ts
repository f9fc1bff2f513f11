import { readFile } from 'node:fs/promises'
import { startSandbox } from '../sandbox/index'
import type { AppServer, StartAppServer } from './appServer'

export interface DemoUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

export interface DemoOptions {
  /** Port of the app; 0 asks for any free one. */
  readonly port: number
  /** Port of the sandbox; 0 asks for any free one. */
  readonly sandboxPort: number
  readonly serveApp: StartAppServer
}

export interface Demo {
  readonly url: string
  /** A page with two users next to each other. */
  readonly sideBySideUrl: string
  readonly sandboxUrl: string
  readonly users: readonly DemoUser[]
  /** Stops the app and the sandbox, and frees their ports. */
  stop(): Promise<void>
}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

const sideBySidePath = '/side-by-side'

/**
 * Starts the sandbox with its demo data, and the app connected to it, in this process.
 * Rejects when a port is taken, naming it; nothing is left running then.
 */
export async function startDemo({ port, sandboxPort, serveApp }: DemoOptions): Promise<Demo> {
  const template = await readFile(new URL('sideBySide.html', import.meta.url), 'utf8')
  const sandbox = await startSandbox({
    port: sandboxPort,
    seed: 'demo',
    // Pictures of another origin: browsers send no token along, so a demo on two ports shows them only unprotected.
    settings: { FileUpload_ProtectFiles: false },
  }).catch(explain("the sandbox's", sandboxPort, '--sandbox-port'))
  const users = sandbox.users.map(({ username, password, name }) => ({ username, password, name }))
  const start = serveApp({
    port,
    config: { transport: 'rocketchat', rocketchat: { url: sandbox.url }, demoUsers: users },
    pages: { [sideBySidePath]: sideBySide(template, users, sharedChannelPath(sandbox, users)) },
    backends: [sandbox.url],
  })
  const app = await start.catch(async (error: unknown): Promise<AppServer> => {
    await sandbox.stop()
    return explain("the app's", port, '--port')(error)
  })
  return {
    url: app.url,
    sideBySideUrl: app.url + sideBySidePath,
    sandboxUrl: sandbox.url,
    users,
    async stop() {
      await Promise.all([app.stop(), sandbox.stop()])
    },
  }
}

/** Throws the error again, in words for people when it says that the port is taken. */
function explain(whose: string, port: number, flag: string): (error: unknown) => never {
  return (error) => {
    if (!isPortTaken(error)) throw error
    const message = `${whose} port ${port} is in use: choose another with ${flag}`
    throw new Error(message, { cause: error })
  }
}

/** Node has a code for it, Vite only a sentence. */
function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'EADDRINUSE') || /already in use/.test(error.message)
}

/** The page of the direct channel that the first two users share. */
function sharedChannelPath(sandbox: Sandbox, users: readonly DemoUser[]): string {
  const room = sandbox.control.createDirect(users.slice(0, 2).map(({ username }) => username))
  return `/channel/${encodeURIComponent(room._id)}`
}

function sideBySide(template: string, users: readonly DemoUser[], path: string): string {
  const [left, right] = users
  if (!left || !right) throw new Error('The sandbox has fewer than two users.')
  const values: Readonly<Record<string, string>> = {
    path,
    leftName: left.name,
    leftUser: encodeURIComponent(left.username),
    rightName: right.name,
    rightUser: encodeURIComponent(right.username),
  }
  return template.replace(/\{\{(\w+)\}\}/g, (_match, key: string) => escapeHtml(values[key] ?? ''))
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
