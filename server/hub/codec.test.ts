import {
  JsonHubProtocol,
  MessageType,
  NullLogger,
  type HubMessage,
  type InvocationMessage,
} from '@microsoft/signalr'
import { describe, expect, it } from 'vitest'
import {
  decodeFrame,
  decodeHandshake,
  encodeClose,
  encodeError,
  encodeHandshakeResponse,
  encodeInvocation,
  encodeResult,
  encodeStreamEnd,
  encodeStreamItem,
  pingRecord,
  ProtocolError,
} from './codec'

const official = new JsonHubProtocol()

function written(message: HubMessage): string {
  const text = official.writeMessage(message)
  return text.slice(0, -1)
}

function read(text: string): readonly HubMessage[] {
  return official.parseMessages(text, NullLogger.instance)
}

describe('what the official client writes', () => {
  it('§7 an invocation, with and without id and streams', () => {
    const bare: InvocationMessage = {
      type: MessageType.Invocation,
      target: 'a',
      arguments: [1, null],
    }
    expect(decodeFrame(written(bare))).toEqual({
      kind: 'invocation',
      id: null,
      target: 'a',
      args: [1, null],
      streamIds: [],
    })
    expect(decodeFrame(written({ ...bare, invocationId: '4', streamIds: ['5'] }))).toMatchObject({
      id: '4',
      streamIds: ['5'],
    })
  })

  it('§7 stream invocation, item, completion, cancellation, ping, close', () => {
    const messages: HubMessage[] = [
      { type: MessageType.StreamInvocation, invocationId: '1', target: 's', arguments: [] },
      { type: MessageType.StreamItem, invocationId: '1', item: 0 },
      { type: MessageType.Completion, invocationId: '1', result: false },
      { type: MessageType.Completion, invocationId: '1', error: 'no' },
      { type: MessageType.CancelInvocation, invocationId: '1' },
      { type: MessageType.Ping },
      { type: MessageType.Close },
    ]
    expect(messages.map((message) => decodeFrame(written(message)))).toEqual([
      { kind: 'streamInvocation', id: '1', target: 's', args: [], streamIds: [] },
      { kind: 'streamItem', id: '1', item: 0 },
      { kind: 'completion', id: '1', error: null, result: false },
      { kind: 'completion', id: '1', error: 'no', result: undefined },
      { kind: 'cancel', id: '1' },
      { kind: 'ping' },
      { kind: 'close', error: null },
    ])
  })
})

describe('what the official client reads', () => {
  it('§7 an event, a call with id, items, completions, close and ping', () => {
    expect(read(encodeInvocation('t', [{ a: 1 }]))).toEqual([
      { type: 1, target: 't', arguments: [{ a: 1 }] },
    ])
    expect(read(encodeInvocation('t', [], 's1'))).toMatchObject([{ invocationId: 's1' }])
    expect(read(encodeStreamItem('1', undefined) + encodeStreamEnd('1'))).toEqual([
      { type: 2, invocationId: '1', item: null },
      { type: 3, invocationId: '1' },
    ])
    expect(read(encodeError('1', 'no'))).toMatchObject([{ error: 'no' }])
    expect(read(encodeClose({ error: 'bye', allowReconnect: true }) + pingRecord)).toEqual([
      { type: 7, error: 'bye', allowReconnect: true },
      { type: 6 },
    ])
    expect(encodeClose({})).toBe('{"type":7}\u001e')
    expect(encodeHandshakeResponse(null)).toBe('{}\u001e')
  })

  it.each([0, '', false, null, []])('§8.2 keeps the falsy result %j', (result) => {
    expect(read(encodeResult('1', result))).toEqual([{ type: 3, invocationId: '1', result }])
  })

  it('§8.2 completes nothing with null', () => {
    expect(read(encodeResult('1', undefined))).toMatchObject([{ result: null }])
  })

  it('§6 never has a separator inside a record', () => {
    expect(read(encodeInvocation('t', ['a\u001eb']))).toMatchObject([{ arguments: ['a\u001eb'] }])
  })
})

describe('what nobody should send', () => {
  it.each([
    'x',
    'null',
    '[]',
    '1',
    '{}',
    '{"type":"1"}',
    '{"type":1,"target":1,"arguments":[]}',
    '{"type":1,"target":"a"}',
    '{"type":1,"target":"a","arguments":{}}',
    '{"type":1,"target":"a","arguments":[],"invocationId":1}',
    '{"type":1,"target":"a","arguments":[],"streamIds":[1]}',
    '{"type":2}',
    '{"type":3,"invocationId":"1","result":1,"error":"x"}',
    '{"type":4,"target":"a","arguments":[]}',
    '{"type":5}',
  ])('is a protocol error: %s', (text) => {
    expect(() => decodeFrame(text)).toThrow(ProtocolError)
  })

  it('§6 an unknown type is told apart', () => {
    expect(decodeFrame('{"type":99}')).toEqual({ kind: 'unknown', type: 99 })
  })

  it('§5 a handshake needs a protocol and a version', () => {
    expect(decodeHandshake('{"protocol":"json","version":1}')).toEqual({
      protocol: 'json',
      version: 1,
    })
    expect(() => decodeHandshake('{"protocol":"json"}')).toThrow(ProtocolError)
    expect(() => decodeHandshake('{"version":1}')).toThrow(ProtocolError)
  })
})
