/** Fills a new world. */
import type { SeedName } from '../options'
import type { NewUser } from '../world/users'
import type { World } from '../world/world'
import { ADMIN, DEMO_PEOPLE } from './people'

/** Returns the users it made, with their passwords, in the order in which to offer them. */
export function seed(world: World, name: SeedName): readonly NewUser[] {
  const people = name === 'demo' ? DEMO_PEOPLE : [ADMIN]
  const ids = people.map((person) => world.users.add(person)._id)
  world.rooms.create({ id: 'GENERAL', type: 'c', name: 'general', memberIds: ids })
  return people
}
