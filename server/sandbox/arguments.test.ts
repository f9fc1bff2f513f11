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
      '--data',
      'chat.db',
    ]
    expect(readArguments(args)).toEqual({
      port: 0,
      seed: 'empty',
      family: 'streamer',
      cors: 'http://a.example',
      data: 'chat.db',
    })
  })

  it('keeps nothing unless told to', () => {
    expect(readArguments([])).toMatchObject({ port: 3100, data: null })
  })

  it.each([
    [['--bogus'], 'bogus'],
    [['stray'], 'stray'],
    [['--port', 'abc'], '--port'],
    [['--port', '70000'], '--port'],
    [['--data', ''], '--data'],
    [['--data'], '--data'],
    [['--seed', 'full'], '--seed'],
    [['--family', 'other'], '--family'],
  ])('refuses %j', (args, words) => {
    expect(() => readArguments(args)).toThrow(words)
  })
})
