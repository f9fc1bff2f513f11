import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { LongPollingPipe } from './longPollingPipe'
import { defaultTimes } from './options'
import { toPacket } from './packet'
import { Posts } from './posts'

function setUp() {
  let now = 0
  const settings = { times: defaultTimes, now: () => now }
  const pipe = new LongPollingPipe(settings, new Posts(1))
  const ends: (Error | null)[] = []
  pipe.listen({ onBytes: () => undefined, onEnd: (error) => ends.push(error) })
  return {
    pipe,
    ends,
    poll() {
      const response = new ServerResponse(new IncomingMessage(new Socket()))
      pipe.poll(response)
      return response
    },
    pass(ms: number) {
      now += ms
      pipe.tick(now)
    },
  }
}

describe('LongPollingPipe', () => {
  it('gives a slow line the time of a poll to take its answer, then the usual time to come back', () => {
    const { pipe, ends, poll, pass } = setUp()
    poll().emit('close')
    const slow = poll()
    pipe.write(toPacket('{}'))
    pass(60_000)
    expect(ends).toEqual([])
    slow.emit('close')
    pass(14_000)
    expect(ends).toEqual([])
    pass(1_000)
    expect(ends).toEqual([null])
  })

  it('does not wait for ever for an answer to be taken', () => {
    const { ends, poll, pass } = setUp()
    const first = poll()
    pass(90_000)
    expect(ends).toEqual([null])
    expect(first.destroyed).toBe(true)
  })

  it('ends once, when nobody comes', () => {
    const { pipe, ends, pass } = setUp()
    pass(15_000)
    pipe.destroy()
    pass(15_000)
    expect(ends).toEqual([null])
  })
})
