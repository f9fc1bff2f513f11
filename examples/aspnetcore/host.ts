/** Builds and starts the example for tests. Needs the .NET SDK, and no network. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface AspNetCoreHostOptions {
  readonly rocketChatUrl: string
  /** Default `admin`, as in the sandbox. */
  readonly adminUserName?: string
  readonly adminPassword?: string
  /** Of Rocket.Chat's `users.createToken`. Without it users sign in with the default password. */
  readonly tokenSecret?: string
  readonly defaultPassword?: string
  /** Which pages may call. Default `testOrigin`. */
  readonly origins?: readonly string[]
  /** Of the host's own tokens. Default `hostTokens.secret`. */
  readonly jwtSecret?: string
  /** Who can sign in at `/api/TokenAuth/Authenticate`. */
  readonly users?: readonly HostUser[]
  /** How long a user's line outlives the last client. */
  readonly keepSeconds?: number
}

export interface HostUser {
  readonly userName: string
  readonly password: string
  readonly name?: string
  readonly emailAddress?: string
}

export interface AspNetCoreHost {
  /** Without a slash at the end; the hub is at `/hub`, REST at `/api/v1/…`. */
  readonly url: string
  /** Everything that was logged. */
  logged(): string
  /** Ends it as a deployment does; resolves when the process is gone. */
  stop(): Promise<void>
}

export const testOrigin = 'https://app.example.org'

/** What a token has to say, and to be signed with, for hosts that are started here. */
export const hostTokens = {
  secret: 'a shared secret of more than 32 bytes',
  issuer: 'https://host.example.org',
  audience: 'parley',
} as const

const folder = fileURLToPath(new URL('.', import.meta.url))
const cache = join(folder, '../../.cache/aspnetcore')
const SDK_MAJOR = 10
const START_MS = 20_000
const STOP_MS = 10_000
const DAY_MS = 86_400_000

export function isDotnetInstalled(): boolean {
  const { stdout, status } = spawnSync('dotnet', ['--list-sdks'], { encoding: 'utf8' })
  return status === 0 && [...stdout.matchAll(/^(\d+)\./gm)].some(([, n]) => Number(n) >= SDK_MAJOR)
}

/** The host's token for a user; other claims win over the usual ones. */
export function signHostToken(
  userName: string,
  claims: Readonly<Record<string, unknown>> = {},
  signing: { readonly secret?: string; readonly alg?: string } = {},
): string {
  const { secret = hostTokens.secret, alg = 'HS256' } = signing
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const { issuer: iss, audience: aud } = hostTokens
  const exp = Math.floor(Date.now() / 1000) + 300
  const payload = part({ iss, aud, exp, preferred_username: userName, ...claims })
  const text = `${part({ alg, typ: 'JWT' })}.${payload}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** Resolves when it listens and is signed in to Rocket.Chat. */
export async function startAspNetCoreHost(options: AspNetCoreHostOptions): Promise<AspNetCoreHost> {
  const child = spawn('dotnet', [await build()], {
    env: { ...process.env, ...environmentOf(options) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill)
      resolve()
    })
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  try {
    const url = await addressOf(child, gone, () => log)
    await untilReady(url, () => log)
    return { url, logged: () => log, stop: () => stop(child, gone) }
  } catch (error) {
    kill()
    throw error
  }
}

function environmentOf(options: AspNetCoreHostOptions): Record<string, string> {
  const { origins = [testOrigin], users = [] } = options
  const flat: Record<string, string | number | undefined> = {
    ASPNETCORE_ENVIRONMENT: 'Production',
    Urls: 'http://127.0.0.1:0',
    Im__Address: options.rocketChatUrl,
    Im__AdminUserName: options.adminUserName ?? 'admin',
    Im__AdminPassword: options.adminPassword ?? 'admin',
    Im__CreateTokenSecret: options.tokenSecret,
    Im__DefaultPassword: options.defaultPassword,
    Im__KeepSeconds: options.keepSeconds,
    Token__Secret: options.jwtSecret ?? hostTokens.secret,
    Token__Issuer: hostTokens.issuer,
    Token__Audience: hostTokens.audience,
  }
  origins.forEach((origin, index) => (flat[`Origins__${index}`] = origin))
  users.forEach((user, index) => {
    flat[`Users__${index}__UserName`] = user.userName
    flat[`Users__${index}__Password`] = user.password
    flat[`Users__${index}__Name`] = user.name
    flat[`Users__${index}__EmailAddress`] = user.emailAddress
  })
  const given = Object.entries(flat).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]))
}

let built: Promise<string> | null = null

/** The path of the built dll. Built once for each state of the sources, whoever asks first. */
function build(): Promise<string> {
  built ??= buildInto(join(cache, sourcesHash()))
  return built
}

async function buildInto(target: string): Promise<string> {
  const dll = join(target, 'ParleyHost.dll')
  if (existsSync(dll)) return dll
  mkdirSync(cache, { recursive: true })
  removeOldBuilds()
  const scratch = join(cache, `build-${process.pid}-${Date.now()}`)
  // No servers that stay behind, and no files beside the sources.
  const flags = ['-nodeReuse:false', '-p:UseSharedCompilation=false', '-nologo', '-v:quiet']
  const args = ['build', '-c', 'Release', '--artifacts-path', scratch, ...flags]
  const { code, output } = await run('dotnet', args)
  if (code !== 0) throw new Error(`the example does not build\n${output}`)
  try {
    renameSync(join(scratch, 'bin/ParleyHost/release'), target)
  } catch (error) {
    // Another process was quicker with the same sources.
    if (!existsSync(dll)) throw error
  }
  rmSync(scratch, { recursive: true, force: true })
  return dll
}

function sourcesHash(): string {
  const hash = createHash('sha256')
  const names = readdirSync(folder).filter((name) => /\.(cs|csproj|json|config)$/.test(name))
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

/** Of sources that are no more; a day later, when nothing runs from them. */
function removeOldBuilds(): void {
  for (const entry of readdirSync(cache, { withFileTypes: true })) {
    const path = join(cache, entry.name)
    if (entry.isDirectory() && Date.now() - modifiedAt(path) > DAY_MS) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
}

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** From the one line that it writes when it listens. */
function addressOf(child: ChildProcess, gone: Promise<void>, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`${reason}\n${log()}`))
    const timer = setTimeout(() => fail('the example does not start'), START_MS)
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const address = /http:\/\/[\w.:]+(?=\s)/.exec(text)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
    child.once('error', reject)
    void gone.then(() => fail('the example ended'))
  })
}

async function untilReady(url: string, log: () => string): Promise<void> {
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    if ((await fetch(`${url}/readyz`)).ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the example is not signed in to Rocket.Chat\n${log()}`)
}

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.kill('SIGTERM')
  await gone
  clearTimeout(timer)
}
