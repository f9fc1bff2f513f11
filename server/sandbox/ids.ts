const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz'
const ID_LENGTH = 17
const TOKEN_LENGTH = 43

/** Ids in the manner of Meteor (rocketchat.md §1.10), drawn from `random` (0 ≤ x < 1). */
export function createIds(random: () => number): { id: () => string; token: () => string } {
  const draw = (length: number): string => {
    let text = ''
    while (text.length < length) text += ALPHABET.charAt(Math.floor(random() * ALPHABET.length))
    return text
  }
  return { id: () => draw(ID_LENGTH), token: () => draw(TOKEN_LENGTH) }
}
