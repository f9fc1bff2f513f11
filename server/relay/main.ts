/** `npm run relay -- --config FILE`; every key can also come from the environment (README.md). */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, startRelay, type Relay } from './index'

const USAGE = 'usage: npm run relay -- [--config FILE]'

/** A fault that is told in these words, without a stack. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

async function main(): Promise<void> {
  try {
    const config = readConfig(await readFileNamed(configPath(process.argv.slice(2))), process.env)
    const relay = await startRelay(config)
    stopOnSignal(relay)
    process.stdout.write(`relay ready at ${relay.url}\n`)
  } catch (error) {
    process.stderr.write(`relay: ${wordsFor(error)}\n`)
    process.exitCode = 1
  }
}

function configPath(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { config: { type: 'string' } } }).values.config
  } catch {
    throw new UsageError(USAGE)
  }
}

/** The parser's own message would quote the file, and so its passwords. */
async function readFileNamed(path: string | undefined): Promise<unknown> {
  if (path === undefined) return {}
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`cannot read ${path}`)
  })
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UsageError(`${path} is not JSON`)
  }
}

function stopOnSignal(relay: Relay): void {
  const stop = (): void => {
    relay.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function wordsFor(error: unknown): string {
  if (error instanceof UsageError || error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'the port is in use: choose another with the key port'
  }
  return 'could not start'
}

await main()
