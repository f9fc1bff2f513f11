/** The sandbox as a process of its own, as `npm run sandbox` starts it. */
import { spawn } from 'node:child_process'

export interface SandboxProcess {
  /** What it says once it is ready. @throws what it says instead, when it ends before */
  readonly ready: Promise<{ readonly url: string; readonly line: string }>
  /** Resolves when it is gone, with its exit code. */
  readonly ended: Promise<number | null>
  /** kill -9, or another signal. */
  kill: (signal?: NodeJS.Signals) => void
  output: () => string
}

export function runSandbox(args: readonly string[]): SandboxProcess {
  const command = ['--import', 'tsx', 'server/sandbox/main.ts', '--port', '0', ...args]
  const child = spawn(process.execPath, command)
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = new Promise<{ url: string; line: string }>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /^sandbox ready at (http:\/\/[\d.:]+).*\n/m.exec(output)
      if (found !== null) resolve({ line: found[0], url: found[1] ?? '' })
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    void ended.then(() => reject(new Error(output)))
  })
  ready.catch(() => undefined)
  return { ready, ended, kill: (signal = 'SIGKILL') => child.kill(signal), output: () => output }
}
