/** Fills a new world. */
import type { SeedName } from '../options'
import type { NewUser } from '../world/users'
import type { World } from '../world/world'
import { seedCustomEmoji } from './customEmoji'
import { seedDemo } from './demo'
import { ADMIN, DEMO_PEOPLE } from './people'

/** Fills `world` as one transaction, so that a data file is never left half filled. */
export function seed(world: World, name: SeedName): void {
  world.transaction(() => {
    if (name === 'demo') seedDemo(world)
    else seedEmpty(world)
    seedCustomEmoji(world, new Date(world.core.clock.now()))
  })
}

function seedEmpty(world: World): void {
  const { _id } = world.users.add(ADMIN)
  world.rooms.create({ id: 'GENERAL', type: 'c', name: 'general', memberIds: [_id] })
}

/** Those of the seeds who are there, with passwords that still hold, in the order in which to offer them. */
export function knownPeople({ store, core }: World): readonly NewUser[] {
  const { digest, verify } = core.passwords
  return DEMO_PEOPLE.filter(({ username, password }) => {
    const user = store.userByName(username)
    return user?.active === true && verify(digest(password), user.passwordHash)
  })
}
