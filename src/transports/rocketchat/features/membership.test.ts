import { expect, it } from 'vitest'
import { ChatError, channelId } from '../../../domain'
import type { Rest } from '../rest'
import { createMemberships } from './membership'

/** A server that answers as its `rooms.hide` does, and keeps what it was asked. */
function serverThat(hides: () => ChatError | null) {
  const asked: string[] = []
  const post: Rest['post'] = (route, body) => {
    asked.push(`${route} ${JSON.stringify(body)}`)
    const error = /^rooms\.(hide|open)/.test(route) ? hides() : null
    return error === null ? Promise.resolve({}) : Promise.reject(error)
  }
  const deps = { rest: { post } as Rest, site: undefined as never, readMessages: () => [] }
  return { asked, memberships: createMemberships(deps) }
}

const id = channelId('r1')

it('says flags of notifications as the texts that servers take', async () => {
  const { asked, memberships } = serverThat(() => null)
  await memberships.setMuted(id, true)
  await memberships.setUnreadHidden(id, false)
  expect(asked).toEqual([
    'rooms.saveNotification {"roomId":"r1","notifications":{"disableNotifications":"1"}}',
    'rooms.saveNotification {"roomId":"r1","notifications":{"hideUnreadStatus":"0"}}',
  ])
})

it('hides with the route of the kind at servers without a common one', async () => {
  const { asked, memberships } = serverThat(() => new ChatError('notFound', 'HTTP 404'))
  for (const kind of ['public', 'private', 'direct'] as const) {
    await memberships.setHidden({ id, kind }, true)
  }
  await memberships.setHidden({ id, kind: 'direct' }, false)
  await expect(memberships.setHidden({ id, kind: 'livechat' }, true)).rejects.toThrow('404')
  const routes = asked.map((one) => one.split(' ')[0])
  expect(routes.filter((route) => route?.startsWith('rooms.') === false)).toEqual([
    'channels.close',
    'groups.close',
    'im.close',
    'im.open',
  ])
})

it('tries no other route when the server refuses', async () => {
  const { asked, memberships } = serverThat(() => new ChatError('permission', 'no'))
  await expect(memberships.setHidden({ id, kind: 'public' }, true)).rejects.toThrow('no')
  expect(asked).toHaveLength(1)
})
