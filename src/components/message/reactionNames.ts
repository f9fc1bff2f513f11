import type { Reaction } from '../../domain'

/** So many names are said; of the others, how many they are. */
export const mostNames = 12

export interface ReactionNames {
  /** Mine is not among them. */
  readonly usernames: readonly string[]
  readonly isMine: boolean
  readonly moreCount: number
}

/** Who is named of those who reacted: I first. */
export function reactionNames({ usernames }: Reaction, myUsername: string): ReactionNames {
  const others = usernames.filter((one) => one !== myUsername)
  const isMine = others.length < usernames.length
  const named = others.slice(0, isMine ? mostNames - 1 : mostNames)
  return { usernames: named, isMine, moreCount: others.length - named.length }
}
