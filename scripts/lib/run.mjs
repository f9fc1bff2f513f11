import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const forwarded = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }
const killAfterMs = 10_000

/**
 * Runs a program in the repository and waits for its end. A signal that reaches this process meanwhile is
 * handed on, and ends this process as soon as the program has ended.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] `env` is added to the environment; after
 *   `timeoutMs` the program is ended, and has failed.
 * @returns {Promise<{ ok: boolean, reason: string }>} never rejects; `reason` says how it ended when not ok.
 */
export function run(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: 'inherit',
  })
  const end = endOf(child, command)
  const stopForwarding = forwardSignals(child, end)
  const limit = limitTime(child, options.timeoutMs)
  return end
    .then((result) => (limit.isOver() ? { ok: false, reason: 'took too long' } : result))
    .finally(() => {
      limit.clear()
      stopForwarding()
    })
}

/** Runs a JavaScript file, named from the root of the repository, with this same Node. */
export function runNode(file, args, options) {
  return run(process.execPath, [path.resolve(root, file), ...args], options)
}

function endOf(child, command) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, reason: `${command}: ${error.message}` }))
    child.once('exit', (code, signal) =>
      resolve({ ok: code === 0, reason: signal ? `ended by ${signal}` : `exit code ${code}` }),
    )
  })
}

function forwardSignals(child, end) {
  const forward = (signal) => {
    child.kill(signal)
    void end.then(() => process.exit(128 + forwarded[signal]))
  }
  for (const signal of Object.keys(forwarded)) process.on(signal, forward)
  return () => {
    for (const signal of Object.keys(forwarded)) process.off(signal, forward)
  }
}

function limitTime(child, timeoutMs) {
  let over = false
  const timers = []
  const end = () => {
    over = true
    child.kill('SIGTERM')
    timers.push(setTimeout(() => child.kill('SIGKILL'), killAfterMs))
  }
  if (timeoutMs) timers.push(setTimeout(end, timeoutMs))
  return { isOver: () => over, clear: () => timers.forEach(clearTimeout) }
}
