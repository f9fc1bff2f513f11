import { readFileSync } from 'node:fs'

/** What the app needs of `emojibase-data`: the signs with Rocket.Chat's codes, and their names by language (docs/adr/0020). */

/** Signs that are newer than this are boxes on most devices, and codes that most servers refuse. */
const newestVersion = 15.1
const modules = 'parley-emoji/'
/** Emojibase calls the parts of emoji a group; nobody picks those. */
const componentGroup = 2
const languages = { en: 'en', 'zh-CN': 'zh' }

/** @param {string} name */
function read(name) {
  const file = new URL(import.meta.resolve(`emojibase-data/${name}.json`))
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** In the order in which they are shown; those of no group are the last. */
function pickable() {
  const codesOf = read('en/shortcodes/joypixels')
  const groupOf = ({ group = Number.POSITIVE_INFINITY }) => group
  return read('en/data')
    .filter(({ hexcode, version, group }) => {
      return codesOf[hexcode] && version <= newestVersion && group !== componentGroup
    })
    .sort((a, b) => groupOf(a) - groupOf(b) || a.order - b.order || 0)
}

/**
 * The signs as text: a line for each group, an entry for each sign, parted by spaces: codes, parted by commas, and the sign behind
 * `=`, or behind `~` where a skin tone can follow its first character.
 */
export function emojiTable() {
  const joypixels = read('en/shortcodes/joypixels')
  const github = read('en/shortcodes/github')
  const signs = pickable()
  const taken = new Set(signs.flatMap(({ hexcode }) => joypixels[hexcode]))
  const groups = new Map()
  for (const { hexcode, emoji, group, skins } of signs) {
    const others = [github[hexcode] ?? []].flat().filter((code) => !taken.has(code))
    const codes = [joypixels[hexcode], others].flat().join(',')
    const line = groups.get(group) ?? []
    line.push(codes + (takesTone(hexcode, skins) ? '~' : '=') + plainSign(hexcode, emoji))
    groups.set(group, line)
  }
  return [...groups.values()].map((line) => line.join(' ')).join('\n')
}

/** Names and words of the signs of `emojiTable`, a line each: words are parted by `|`, the name is the first. */
export function emojiWords(language) {
  const byCode = new Map(read(`${languages[language]}/data`).map((one) => [one.hexcode, one]))
  return pickable()
    .map(({ hexcode }) => {
      const { label, tags = [] } = byCode.get(hexcode)
      const words = [label, ...tags.filter((tag) => !label.includes(tag))]
      return words.map((word) => word.replaceAll('|', ' ')).join('|')
    })
    .join('\n')
}

/** Whether each of the five tones is the sign with the tone behind its first character. */
function takesTone(hexcode, skins = []) {
  const [first, ...rest] = hexcode.split('-')
  const tail = rest[0] === 'FE0F' ? rest.slice(1) : rest
  return ['1F3FB', '1F3FC', '1F3FD', '1F3FE', '1F3FF'].every((tone) =>
    skins.some((skin) => skin.hexcode === [first, tone, ...tail].join('-')),
  )
}

/** Without the mark that asks for colour where there is colour anyway. */
function plainSign(hexcode, emoji) {
  const sign = String.fromCodePoint(Number.parseInt(hexcode, 16))
  return hexcode.includes('-') || !/^\p{Emoji_Presentation}$/u.test(sign) ? emoji : sign
}

/** Serves them as modules, so that what is loaded is no more than what is used. */
export function emojiModules() {
  return {
    name: 'parley:emoji',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(modules) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${modules}`)) return null
      const name = id.slice(modules.length + 1)
      const text = name === 'table' ? emojiTable() : emojiWords(name)
      return { code: `export default ${JSON.stringify(text)}`, moduleSideEffects: false }
    },
  }
}
