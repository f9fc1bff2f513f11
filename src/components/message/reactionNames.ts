import type { NameOfPerson } from '../../composables/personName'
import type { Reaction } from '../../domain'

/** So many names are said; of the others, how many they are. */
export const mostNames = 12

export interface ReactionNames {
  /** Mine is not among them. */
  readonly names: readonly string[]
  readonly isMine: boolean
  readonly moreCount: number
}

/** Who is named of those who reacted, I first: as the server calls them, else as they are known, else by their usernames. */
export function reactionNames(
  { usernames, names = [] }: Reaction,
  myUsername: string,
  nameOf: NameOfPerson,
): ReactionNames {
  const isMine = usernames.includes(myUsername)
  const others = usernames.flatMap((username, at) =>
    username === myUsername ? [] : [{ username, name: names[at] ?? '' }],
  )
  const named = others.slice(0, isMine ? mostNames - 1 : mostNames)
  return {
    names: named.map(({ username, name }) => name || nameOf(username) || username),
    isMine,
    moreCount: others.length - named.length,
  }
}
