import { describe, expect, it } from 'vitest'
import { hubEvents } from '../../protocol/hub/hub'
import { readHubEvent, readNotice, readSessionEvent } from './hubEvents'

describe('hub events', () => {
  it('H3 a message is its own argument', () => {
    expect(readHubEvent(hubEvents.message, { _id: 'm1', rid: 'r1', msg: 'hello' })).toEqual({
      collection: 'stream-room-messages',
      id: 'id',
      fields: { eventName: 'r1', args: [{ _id: 'm1', rid: 'r1', msg: 'hello' }] },
    })
  })

  it.each([
    ['insert', 'inserted'],
    ['inserted', 'inserted'],
    ['update', 'updated'],
    ['remove', 'removed'],
    ['removed', 'removed'],
    ['', 'updated'],
    [undefined, 'updated'],
  ])('H11 the method %j is %s', (method, action) => {
    const event = readHubEvent(hubEvents.subscription, { msg: { _id: 's1', rid: 'r1' }, method })
    expect(event?.fields).toEqual({
      eventName: '/subscriptions-changed',
      args: [action, { _id: 's1', rid: 'r1' }],
    })
  })

  it('H3 keys may begin with a capital', () => {
    const event = readHubEvent(hubEvents.room, { Msg: { _id: 'r1' }, Method: 'remove' })
    expect(event?.fields).toEqual({ eventName: '/rooms-changed', args: ['removed', { _id: 'r1' }] })
  })

  it('reads deletions, typing and presence', () => {
    const deletion = { rid: 'r1', msg: { _id: 'm1' }, method: 'deleteMessage' }
    expect(readHubEvent(hubEvents.deletion, deletion)?.fields).toEqual({
      eventName: 'r1/deleteMessage',
      args: [{ _id: 'm1' }],
    })
    const typing = { rid: 'r1', name: 'bob', activities: ['user-typing'] }
    expect(readHubEvent(hubEvents.typing, typing)?.fields).toEqual({
      eventName: 'r1/user-activity',
      args: ['bob', ['user-typing']],
    })
    expect(readHubEvent(hubEvents.presence, { uid: 'u1', msg: ['bob', 1, ''] })).toEqual({
      collection: 'stream-user-presence',
      id: 'u1',
      fields: { uid: 'u1', args: [['bob', 1, '']] },
    })
  })

  it('H28 reads what everybody has read', () => {
    const msg = { until: { $date: 5 } }
    expect(readHubEvent(hubEvents.read, { rid: 'r1', msg })?.fields).toEqual({
      eventName: 'r1/messagesRead',
      args: [msg],
    })
  })

  it('H27 reads what is for this user alone', () => {
    expect(readHubEvent(hubEvents.whisper, { msg: { _id: 'm1' } })?.fields).toEqual({
      eventName: '/message',
      args: [{ _id: 'm1' }],
    })
  })

  it.each([null, undefined, 7, 'text', [], {}, { msg: null }, { msg: 'x', method: {} }])(
    'what makes no sense is nothing: %j',
    (argument) => {
      for (const name of [hubEvents.subscription, hubEvents.room, hubEvents.deletion]) {
        expect(readHubEvent(name, argument)).toBeNull()
      }
      expect(readHubEvent(hubEvents.presence, argument)).toBeNull()
    },
  )

  it('H16 reads the state of the session', () => {
    expect(readSessionEvent({ state: 'lost', reason: 'restart' })).toEqual({
      state: 'lost',
      reason: 'restart',
    })
    expect(readSessionEvent(null)).toEqual({ state: '', reason: '' })
  })

  it('H26 finds an event in a notification of ABP, and leaves others alone', () => {
    const message = { _id: 'm1', rid: 'r1' }
    const notice = (notificationName: string, data: unknown) => ({
      notification: { notificationName, data },
    })
    expect(readNotice(notice('GetRoomMessageNotification', { properties: message }))).toEqual({
      name: hubEvents.message,
      argument: message,
    })
    expect(readNotice(notice(hubEvents.message, message))?.argument).toEqual(message)
    const withEmpty = { ...message, properties: {} }
    expect(readNotice(notice(hubEvents.message, withEmpty))?.argument).toEqual(withEmpty)
    expect(readNotice(notice('App.NewUser', {}))).toBeNull()
    expect(readNotice('nonsense')).toBeNull()
  })
})
