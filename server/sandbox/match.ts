/** Which calls or frames a fault is meant for: a text that must be part of the name, or a pattern. */
export type Match = string | RegExp

export function matches(match: Match, name: string): boolean {
  return typeof match === 'string' ? name.includes(match) : name.search(match) >= 0
}
