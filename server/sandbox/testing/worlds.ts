/** A world without a server: its clock stands still until moved, its ids count up. */
import type { Journal } from '../world/journal'
import type { Effect } from '../world/types'
import { createWorld, type World } from '../world/world'

export interface TestWorld {
  readonly world: World
  /** All effects since the last call of `takeEffects`. */
  takeEffects: () => readonly Effect[]
  setNow: (at: number) => void
  readonly ann: string
  readonly bob: string
  readonly carl: string
}

export const START = 1_700_000_000_000

export function aWorld(journal?: Journal): TestWorld {
  let now = START
  let count = 0
  const newId = (): string => {
    count += 1
    return `id${count}`
  }
  const world = createWorld({
    now: () => now,
    newId,
    newToken: newId,
    passwords: {
      digest: (plain) => plain,
      hash: (digest) => digest,
      verify: (digest, hash) => digest === hash,
    },
    hashToken: (token) => `#${token}`,
    ...(journal === undefined ? {} : { journal }),
  })
  const add = (username: string): string =>
    (
      world.store.userByName(username) ??
      world.users.add({ username, name: username.toUpperCase(), password: username, id: username })
    )._id
  const [ann, bob, carl] = [add('ann'), add('bob'), add('carl')]
  let effects: Effect[] = []
  world.listen((effect) => effects.push(effect))
  return {
    world,
    ann,
    bob,
    carl,
    setNow: (at) => {
      now = at
    },
    takeEffects() {
      const taken = effects
      effects = []
      return taken
    },
  }
}
