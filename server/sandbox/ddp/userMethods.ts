/** Methods that do for a user what REST has no call for; they come by DDP or by `method.call` (rocketchat.md §5.10, §6.1). */
import type { World } from '../world/world'
import { MeteorError } from './errors'

type UserMethod = (world: World, userId: string, params: readonly unknown[]) => unknown

const USER_METHODS: ReadonlyMap<string, UserMethod> = new Map<string, UserMethod>([
  [
    'readMessages',
    (world, userId, [rid, readThreads]) => {
      world.reading.markRead(userId, textOf(rid), readThreads === true)
      return undefined
    },
  ],
  [
    'readThreads',
    (world, userId, [tmid]) => {
      world.threads.read(userId, textOf(tmid))
      return undefined
    },
  ],
])

/** Null when there is no such method. */
export function userMethod(name: string): UserMethod | null {
  return USER_METHODS.get(name) ?? null
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new MeteorError(400, 'Match failed')
}
