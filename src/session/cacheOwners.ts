import { toChatError } from '../domain'
import type { KeyValueStorage, Logger, OpenRecords, RecordStorage, RemoveRecords } from '../ports'
import { decoded, listOf, text } from './decode'

export interface CacheOwner {
  readonly userId: string
  /** Names server and profile. */
  readonly prefix: string
  /** Knows whose records are on this device, under a prefix of its own. */
  readonly device: KeyValueStorage
}

export interface CacheOwnerDeps {
  readonly open: OpenRecords
  readonly remove: RemoveRecords
  readonly logger: Logger
}

const key = 'cacheOwners'
const maxOwners = 50

/**
 * Opens what is kept of this user and removes what is kept of anybody else at this server: whoever uses the device now
 * has no business with it. A tab that is still somebody else's goes on without.
 */
export async function openUserCache(
  owner: CacheOwner,
  deps: CacheOwnerDeps,
): Promise<RecordStorage> {
  const { device, userId, prefix } = owner
  const nameOf = (id: string): string => `${prefix}cache:${id}`
  const others = readOwners(device).filter((id) => id !== userId)
  writeOwners(device, [userId, ...others])
  for (const id of others) {
    deps.remove(nameOf(id)).then(
      () => {
        writeOwners(
          device,
          readOwners(device).filter((one) => one !== id),
        )
      },
      (error: unknown) => {
        deps.logger.warn('what was kept of another user stays for now', {
          reason: toChatError(error).message,
        })
      },
    )
  }
  return deps.open(nameOf(userId))
}

function readOwners(device: KeyValueStorage): readonly string[] {
  try {
    return decoded(listOf(text(200), maxOwners), JSON.parse(device.read(key) ?? '[]')) ?? []
  } catch {
    return []
  }
}

function writeOwners(device: KeyValueStorage, owners: readonly string[]): void {
  device.write(key, JSON.stringify(owners.slice(0, maxOwners)))
}
