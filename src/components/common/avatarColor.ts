/** Backgrounds for white letters; every one has a contrast of at least 4.5 to white (V4). */
export const avatarColors = [
  '#b4443c',
  '#a85a12',
  '#8a6a00',
  '#4d7a1e',
  '#1f7f4f',
  '#12798a',
  '#2b6cb8',
  '#5560cc',
  '#8050b8',
  '#a8438f',
  '#b03f68',
  '#5d6b7a',
] as const

/** The same colour for the same person everywhere and always. */
export function avatarColor(seed: string): string {
  let hash = 0
  for (let index = 0; index < seed.length; index += 1) {
    hash = (Math.imul(hash, 31) + seed.charCodeAt(index)) | 0
  }
  return avatarColors[(hash >>> 0) % avatarColors.length] ?? avatarColors[0]
}

const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

/** One or two letters for a name: the first and last word's, or the last sign of a Chinese or Japanese name. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u).filter((word) => word !== '')
  const first = words[0]
  if (first === undefined) return '?'
  if (wide.test(first)) return Array.from(first).at(-1) ?? '?'
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return `${firstSign(first)}${firstSign(last)}`.toUpperCase()
}

function firstSign(word: string): string {
  return Array.from(word)[0] ?? ''
}
