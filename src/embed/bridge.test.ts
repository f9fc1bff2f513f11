import { afterEach, describe, expect, it, vi } from 'vitest'
import { embedVersion, maxFrameLength } from '../protocol/embed'
import { openBridge, type BridgeListener } from './bridge'

const host = 'https://shop.example.org'
const ends: MessagePort[] = []

afterEach(() => {
  for (const port of ends.splice(0)) port.close()
})

/** A frame's window in a host page of `around`; `say` is the page talking to it. */
function open({
  origins = [host],
  around = host,
  now = () => 0,
}: { origins?: readonly string[]; around?: string; now?: () => number } = {}) {
  const listeners = new Set<(event: MessageEvent) => void>()
  const parent = { postMessage: vi.fn() }
  const win = {
    parent,
    location: { ancestorOrigins: [around] },
    addEventListener: (_type: string, run: (event: MessageEvent) => void) => listeners.add(run),
    removeEventListener: (_type: string, run: (event: MessageEvent) => void) =>
      listeners.delete(run),
  } as unknown as Window
  const listener = {
    onCall: vi.fn<BridgeListener['onCall']>(() => Promise.resolve('done')),
    onEvent: vi.fn(),
    onFlood: vi.fn(),
  }
  const { port1, port2 } = new MessageChannel()
  ends.push(port1, port2)
  const bridge = openBridge({ win, origins, now, after: () => undefined }, listener)
  function say(changes: Partial<MessageEvent> = {}): void {
    const data = { parley: 'init', v: 1, nonce: 'n-1' }
    const event = { source: parent, origin: host, data, ports: [port2], ...changes }
    for (const run of [...listeners]) run(event as unknown as MessageEvent)
  }
  const answers: unknown[] = []
  port1.onmessage = ({ data }) => answers.push(JSON.parse(data as string))
  return { parent, listener, bridge, say, port: port1, answers, waiting: () => listeners.size }
}

describe('the frame and its host page', () => {
  it('E7 B2 says hello to the exact origin alone, and takes the port of its parent', async () => {
    const { parent, bridge, say } = open()
    expect(parent.postMessage.mock.calls).toEqual([[{ parley: 'hello', v: embedVersion }, host]])
    say()
    expect(await bridge).toMatchObject({ nonce: 'n-1', origin: host })
  })

  it.each<[string, Partial<MessageEvent>]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a subdomain', { origin: 'https://a.shop.example.org' }],
    ['another window', { source: {} as Window }],
    ['no port', { ports: [] }],
    ['another message', { data: { parley: 'hello', v: 1 } }],
    ['a newer major version', { data: { parley: 'init', v: 2, nonce: '' } }],
    ['a text', { data: 'init' }],
    ['nothing', { data: null }],
  ])('E7 B3 ignores an init of %s', (_what, changes) => {
    const { say, waiting } = open()
    say(changes)
    expect(waiting()).toBe(1)
  })

  it('E7 takes one port only', async () => {
    const { bridge, say, waiting } = open()
    say()
    await bridge
    expect(waiting()).toBe(0)
  })

  it('E7 refuses a page that is not listed before it says anything', async () => {
    const { parent, bridge } = open({ around: 'https://evil.example' })
    await expect(bridge).rejects.toThrow('https://evil.example is not among the origins')
    expect(parent.postMessage).not.toHaveBeenCalled()
  })

  it('refuses to be no frame', async () => {
    const win = {} as { parent?: unknown }
    win.parent = win
    const deps = { win: win as unknown as Window, origins: [host], now: () => 0, after: vi.fn() }
    const { listener } = open()
    await expect(openBridge(deps, listener)).rejects.toThrow('frames')
  })

  it('B9 ignores what is no frame, unknown or too long, and answers what is one', async () => {
    const { bridge, say, port, listener, answers } = open()
    say()
    await bridge
    const hostile = [
      'no JSON',
      '{}',
      '["call"]',
      '["call",1]',
      '["call","1","getState"]',
      '["shout",1,"getState"]',
      '["event",1.5,"panel"]',
      '["call",1,"a","b","c"]',
      JSON.stringify(['event', 0, 'host', 'x'.repeat(maxFrameLength)]),
      '{"__proto__":{"polluted":1}}',
      null,
      7,
      { call: 'getState' },
    ]
    for (const text of hostile) port.postMessage(text)
    port.postMessage(JSON.stringify(['call', 1, 'getState', []]))
    await vi.waitFor(() => {
      expect(answers).toEqual([['result', 1, 'done']])
    })
    expect(listener.onCall).toHaveBeenCalledTimes(1)
    expect(listener.onEvent).not.toHaveBeenCalled()
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('B10 of 10,000 messages in a second 200 are looked at, and the host is told once', async () => {
    let time = 5_000
    const { bridge, say, port, listener } = open({ now: () => time })
    say()
    await bridge
    for (let count = 0; count < 10_000; count += 1) {
      port.postMessage(JSON.stringify(['event', 0, 'host', count]))
    }
    await vi.waitFor(() => {
      expect(listener.onFlood).toHaveBeenCalledTimes(1)
    })
    port.postMessage(JSON.stringify(['event', 0, 'late', null]))
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
    expect(listener.onEvent).toHaveBeenCalledTimes(200)
    time += 1_000
    port.postMessage(JSON.stringify(['event', 0, 'later', null]))
    await vi.waitFor(() => {
      expect(listener.onEvent).toHaveBeenLastCalledWith('later', null)
    })
  })
})
