import { parseArgs } from 'node:util'
import type { SandboxOptions } from './options'

export const USAGE =
  'usage: npm run sandbox -- [--port N] [--data FILE] [--seed demo|empty] [--family monolith|streamer] ' +
  '[--cors ORIGIN] [--control-port N] [--shuffle SEED]'
const HIGHEST_PORT = 65_535
const HIGHEST_SEED = 4_294_967_295

/** @throws Error with words for people */
export function readArguments(args: readonly string[]): SandboxOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string' },
      family: { type: 'string' },
      cors: { type: 'string' },
      'control-port': { type: 'string' },
      shuffle: { type: 'string' },
    },
  })
  const controlPort = values['control-port']
  if (values.data === '') throw new Error('--data must name a file')
  return {
    port: readPort('--port', values.port ?? '3100'),
    data: values.data ?? null,
    seed: oneOf('--seed', values.seed ?? 'demo', ['demo', 'empty']),
    family: oneOf('--family', values.family ?? 'monolith', ['monolith', 'streamer']),
    cors: values.cors ?? '*',
    controlPort: controlPort === undefined ? null : readPort('--control-port', controlPort),
    shuffle: values.shuffle === undefined ? null : readSeed(values.shuffle),
  }
}

function readPort(flag: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port
  throw new Error(`${flag} must be a number from 0 to ${HIGHEST_PORT}, not "${text}"`)
}

function readSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && seed <= HIGHEST_SEED) return seed
  throw new Error(`--shuffle must be a number from 0 to ${HIGHEST_SEED}, not "${text}"`)
}

function oneOf<const T extends string>(flag: string, value: string, words: readonly T[]): T {
  const word = words.find((one) => one === value)
  if (word === undefined) throw new Error(`${flag} must be ${words.join(' or ')}, not "${value}"`)
  return word
}
