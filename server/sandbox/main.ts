/** `npm run sandbox`: see README.md in this folder. */
import { readArguments, USAGE } from './arguments'
import { startSandbox, type SandboxOptions } from './index'

async function main(): Promise<void> {
  let options: SandboxOptions
  try {
    options = readArguments(process.argv.slice(2))
  } catch (error) {
    fail(`${messageOf(error)}\n${USAGE}`)
    return
  }
  try {
    const sandbox = await startSandbox(options)
    const stop = (): void => {
      sandbox.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    const door = sandbox.controlUrl === null ? '' : `, control at ${sandbox.controlUrl}`
    process.stdout.write(`sandbox ready at ${sandbox.url}${door}\n`)
  } catch (error) {
    fail(isPortTaken(error) ? `port ${error.port} is in use: choose another` : messageOf(error))
  }
}

function isPortTaken(error: unknown): error is Error & { readonly port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error
}

function fail(text: string): void {
  process.stderr.write(`sandbox: ${text}\n`)
  process.exitCode = 1
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

await main()
