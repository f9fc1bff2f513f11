/** Devices that want to be told (rocketchat.md §5.9). The sandbox tells none of them. */
import type { World } from '../world/world'
import { failure, success } from './answers'
import { route, type Route } from './route'
import { filled, oneOf, optional } from './shape'

interface Device {
  readonly _id: string
  readonly type: 'gcm' | 'apn'
  readonly value: string
  readonly appName: string
  readonly userId: string
}

/** In all: the one that was heard of first makes room. */
const MOST_DEVICES = 1_000

/** Not kept over a restart: a client registers at each sign-in. */
const devicesOfWorld = new WeakMap<World, Map<string, Device>>()

export const pushRoutes: readonly Route[] = [
  route(
    'POST',
    'push.token',
    { id: optional(filled), type: oneOf('gcm', 'apn'), value: filled, appName: filled },
    ({ world, user, site, input }) => {
      const devices = devicesOf(world)
      const { id = world.core.newId(), type, value, appName } = input
      devices.delete(id)
      devices.set(id, { _id: id, type, value, appName, userId: user._id })
      const [oldest] = devices.keys()
      if (devices.size > MOST_DEVICES && oldest !== undefined) devices.delete(oldest)
      const known = { _id: id, appName, userId: user._id, enabled: true }
      const isFlat = Number.parseInt(site.version, 10) >= 9
      return success({
        result: isFlat
          ? { ...known, tokenType: type, tokenValue: value }
          : { ...known, token: { [type]: value } },
      })
    },
  ),
  route('DELETE', 'push.token', { token: filled }, ({ world, user, input }) => {
    const devices = devicesOf(world)
    const found = [...devices.values()].find(
      ({ userId, value }) => userId === user._id && value === input.token,
    )
    if (found === undefined) return failure(404, 'Token not found')
    devices.delete(found._id)
    return success({})
  }),
]

function devicesOf(world: World): Map<string, Device> {
  const known = devicesOfWorld.get(world) ?? new Map<string, Device>()
  devicesOfWorld.set(world, known)
  return known
}
