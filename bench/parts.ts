/** One part of the relay's bench as a process of its own: `sandbox`, or `relay URL`. Prints its address, answers `cpu` by IPC. */
import { readConfig, startRelay } from '../server/relay/index'
import { startSandbox } from '../server/sandbox/index'
import { hostSecret, settingsFor } from '../server/relay/testing/host'

const users = Number(process.env.PARLEY_BENCH_USERS ?? 2)

async function startPart(): Promise<string> {
  const [, , part, upstream = ''] = process.argv
  if (part === 'relay') {
    const settings = settingsFor(upstream, { 'identity.secret': hostSecret, logLevel: 'silent' })
    return (await startRelay(readConfig(settings))).url
  }
  const sandbox = await startSandbox({ seed: 'empty', tokenSecret: 'the token secret' })
  const members = Array.from({ length: users }, (_, index) => `user-${index}`)
  for (const username of ['sender', ...members]) {
    sandbox.control.addUser({ username, password: username, name: username })
  }
  sandbox.control.createRoom({ name: 'speed', members: ['sender', ...members] })
  return sandbox.url
}

process.on('message', (question) => {
  if (question !== 'usage') return
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1_000, memory: process.memoryUsage() })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ url: await startPart() })
