import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { endWithNpm } from './parent.mjs'

const program = `
  import { endWithNpm } from '${new URL('parent.mjs', import.meta.url).href}'
  endWithNpm()
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(0) })
  setInterval(() => {}, 1000)
  console.log('runs')
`

it.skipIf(process.platform === 'win32')('ends a program whose shell has gone', async () => {
  const shell = spawn(
    'sh',
    ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, program],
    {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  shell.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  await vi.waitUntil(() => output.includes('runs'), { timeout: 10_000 })
  shell.kill('SIGTERM')
  await once(shell.stdout, 'close')
  expect(output).toBe('runs\nasked to end\n')
})

it('leaves a program alone that npm did not start', () => {
  const timer = vi.spyOn(globalThis, 'setInterval')
  endWithNpm({})
  expect(timer).not.toHaveBeenCalled()
})
