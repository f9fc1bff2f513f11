import { describe, expect, it } from 'vitest'
import { readArguments } from './arguments'

describe('command line', () => {
  it('reads its flags', () => {
    const args = [
      '--port',
      '0',
      '--seed',
      'empty',
      '--family',
      'streamer',
      '--cors',
      'http://a.example',
    ]
    expect(readArguments(args)).toEqual({
      port: 0,
      seed: 'empty',
      family: 'streamer',
      cors: 'http://a.example',
    })
  })

  it.each([
    [['--bogus'], 'bogus'],
    [['stray'], 'stray'],
    [['--port', 'abc'], '--port'],
    [['--port', '70000'], '--port'],
    [['--seed', 'full'], '--seed'],
    [['--family', 'other'], '--family'],
  ])('refuses %j', (args, words) => {
    expect(() => readArguments(args)).toThrow(words)
  })
})
