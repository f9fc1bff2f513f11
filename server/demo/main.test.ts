import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const started: ChildProcess[] = []

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; output: string }>
  /** Resolves with all that was printed until `text` appeared; rejects when the process ends before. */
  readonly printed: (text: string) => Promise<string>
}

/** A process group of its own, as a terminal makes one, so that what remains of it can be seen. */
function run(args: readonly string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { detached: true })
  started.push(child)
  let output = ''
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }))
  })
  const printed = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (output.includes(text)) resolve(output)
      }
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
      void ended.then(() => reject(new Error(`ended before "${text}":\n${output}`)))
      look()
    })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (part: string) => (output += part))
  }
  return { child, ended, printed }
}

function groupExists(child: ChildProcess): boolean {
  try {
    return process.kill(-(child.pid ?? 0), 0)
  } catch {
    return false
  }
}

/** The compiler's own helper ends a moment after the process that it serves. */
const expectGroupToEnd = (child: ChildProcess) =>
  expect.poll(() => groupExists(child), { timeout: 5_000 }).toBe(false)

afterEach(() => {
  for (const child of started.splice(0)) if (groupExists(child)) process.kill(-(child.pid ?? 0), 9)
})

const parts = ['port', 'sandbox-port', 'relay-port', 'host-port', 'relay-app-port']
const freePorts = parts.flatMap((flag) => [`--${flag}`, '0'])

describe('the process of the demo', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints where it is, and stops with all it started on %s',
    async (signal) => {
      const { child, ended, printed } = run(freePorts)
      const output = await printed('Ctrl-C stops everything.')
      const addresses = output.match(/http:\/\/\S+/g) ?? []
      const [direct, relayApp, sideBySide, host, sandbox, relay, ...more] = addresses
      expect(more).toEqual([])
      expect(sideBySide).toBe(`${direct}/side-by-side`)
      const configOf = async (url?: string): Promise<unknown> =>
        (await fetch(`${url}/config.json`)).json()
      expect(await configOf(direct)).toMatchObject({ rocketchat: { url: sandbox } })
      expect(await configOf(relayApp)).toMatchObject({
        signalr: { apiUrl: relay, signInUrl: `${host}/api/TokenAuth/Authenticate` },
      })
      process.kill(-(child.pid ?? 0), signal)
      expect((await ended).code).toBe(0)
      await expectGroupToEnd(child)
      for (const address of addresses) await expect(fetch(address)).rejects.toThrow()
    },
    20_000,
  )

  it.each([[[]], [['--dev']]])(
    'ends with 1 and a sentence when a port is taken %j',
    async (more) => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      const { child, ended } = run([...freePorts, '--port', String(port), ...more])
      const { code, output } = await ended
      expect(code).toBe(1)
      // Vite may have said a line of its own before.
      const last = output.trimEnd().split('\n').at(-1)
      expect(last).toBe(`the app's port ${port} is in use: choose another with --port`)
      await expectGroupToEnd(child)
      await new Promise((resolve) => server.close(resolve))
    },
    20_000,
  )

  it('refuses a flag that it does not know', async () => {
    const { code, output } = await run(['--colour', 'red']).ended
    expect(code).toBe(1)
    expect(output).toMatch(/^Unknown option '--colour'/)
  }, 20_000)
})
