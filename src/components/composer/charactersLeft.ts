/** The count shows when this part of the limit is left. */
const shownPart = 0.1

/** Characters that still fit, negative when there are too many; null while the limit is far away. */
export function charactersLeft(length: number, limit: number): number | null {
  const left = limit - length
  return left <= limit * shownPart ? left : null
}
