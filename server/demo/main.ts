import { fileURLToPath } from 'node:url'
import type { StartAppServer } from './appServer'
import { parseDemoArguments } from './arguments'
import { startDemo, type Demo } from './startDemo'
import { startStaticServer } from './staticServer'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stopLimitMs = 5_000

const serveBuild: StartAppServer = (options) => startStaticServer(`${root}dist`, options)

const serveSources: StartAppServer = async (options) => {
  const { startDevServer } = await import('./devServer')
  return startDevServer(root, options)
}

function describe(demo: Demo): string {
  const { users, admin } = demo
  const width =
    Math.max(...users.flatMap((user) => [user.username.length, user.password.length])) + 3
  const rows = users.map(({ username, password, name }) => {
    const note = username === admin.username ? ', not through the relay' : ''
    return `    ${username.padEnd(width)}${password.padEnd(width)}${name}${note}`
  })
  return [
    '',
    `  Parley, direct             ${demo.url}`,
    `  Parley, through the relay  ${demo.relayAppUrl}`,
    `  Two users, one each way    ${demo.sideBySideUrl}`,
    `  A host page that embeds it ${demo.hostUrl}`,
    '',
    `  Sandbox server             ${demo.sandboxUrl}`,
    `  Relay                      ${demo.relayUrl}`,
    '',
    `    ${'user'.padEnd(width)}${'password'.padEnd(width)}name`,
    ...rows,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n')
}

/** Ends the process when everything has stopped; at once when asked twice, or when stopping takes too long. */
function stopOnSignal(demo: Demo): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    setTimeout(() => process.exit(1), stopLimitMs).unref()
    demo.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

try {
  const { ports, dev } = parseDemoArguments(process.argv.slice(2), process.env)
  const demo = await startDemo({ ports, serveApp: dev ? serveSources : serveBuild })
  stopOnSignal(demo)
  console.log(describe(demo))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
