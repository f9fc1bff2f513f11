/** `npm run sandbox -- --port N [--seed demo|empty] [--family monolith|streamer] [--cors ORIGIN]` */
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
    process.stdout.write(`sandbox ready at ${sandbox.url}\n`)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    fail(
      isTaken
        ? `port ${options.port ?? 0} is in use: choose another with --port`
        : messageOf(error),
    )
  }
}

function fail(text: string): void {
  process.stderr.write(`sandbox: ${text}\n`)
  process.exitCode = 1
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

await main()
