import { folded } from './nameMatch'

/**
 * How well one of the names does for what was typed: 3 begins with it, 2 has a word that does, 1 holds it, 0 does not.
 * @param wanted folded
 */
export function nameRank(names: readonly string[], wanted: string): number {
  return Math.max(
    ...names.map(folded).map((name) => {
      if (name.startsWith(wanted)) return 3
      const at = name.indexOf(wanted)
      if (at < 0) return 0
      return /[\p{L}\p{N}]/u.test(name.charAt(at - 1)) ? 1 : 2
    }),
  )
}
