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
      '--control-port',
      '4000',
      '--shuffle',
      '7',
    ]
    expect(readArguments(args)).toEqual({
      port: 0,
      seed: 'empty',
      family: 'streamer',
      cors: 'http://a.example',
      data: 'chat.db',
      controlPort: 4000,
      shuffle: 7,
    })
  })

  it('keeps nothing and opens no door unless told to', () => {
    expect(readArguments([])).toMatchObject({
      port: 3100,
      data: null,
      controlPort: null,
      shuffle: null,
    })
  })

  it.each([
    [['--bogus'], 'bogus'],
    [['stray'], 'stray'],
    [['--port', 'abc'], '--port'],
    [['--port', '70000'], '--port'],
    [['--control-port', 'x'], '--control-port'],
    [['--shuffle', 'much'], '--shuffle'],
    [['--data', ''], '--data'],
    [['--data'], '--data'],
    [['--seed', 'full'], '--seed'],
    [['--family', 'other'], '--family'],
  ])('refuses %j', (args, words) => {
    expect(() => readArguments(args)).toThrow(words)
  })
})
