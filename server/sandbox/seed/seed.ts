/** Fills a new world. */
import type { SeedName } from '../options'
import type { NewUser } from '../world/users'
import type { World } from '../world/world'
import { seedDemo } from './demo'
import { ADMIN, DEMO_PEOPLE } from './people'

/** Returns the users it made, with their passwords, in the order in which to offer them. */
export function seed(world: World, name: SeedName): readonly NewUser[] {
  if (name === 'demo') {
    seedDemo(world)
    return DEMO_PEOPLE
  }
  const { _id } = world.users.add(ADMIN)
  world.rooms.create({ id: 'GENERAL', type: 'c', name: 'general', memberIds: [_id] })
  return [ADMIN]
}
