import { h, type VNode } from 'vue'
import { folded } from '../channel/nameMatch'

interface Found {
  readonly from: number
  readonly to: number
}

const word = /[\p{L}\p{N}\p{M}]+/gu
/** Written without spaces: words cannot be told apart. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
/** What narrows a search: `from:ann`, `-draft`. */
const narrowing = /(?<=^|\s)(?:\p{L}[\p{L}-]*:(?!\/\/)\S+|-\S+)/gu
/** Shorter ones are found as they stand. */
const leastBeginning = 3

/** Makes the runs of a text in which what was looked for is marked: whole words, whatever their ending, case and accents. */
export function markFound(query: string): (text: string) => readonly (VNode | string)[] {
  const sought = query.replace(narrowing, ' ')
  const phrases = [...sought.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase.toLowerCase())
  const words = [...sought.replace(/"[^"]+"/g, ' ').matchAll(word)].map(([one]) => one)
  const parts = [...phrases, ...words.filter(isUnspaced).map((one) => one.toLowerCase())]
  const wanted = words.filter((one) => !isUnspaced(one)).map(folded)
  return (text) => runsOf(text, [...partsIn(text, parts), ...wordsIn(text, wanted)])
}

function isUnspaced(text: string): boolean {
  return unspaced.test(text)
}

function partsIn(text: string, parts: readonly string[]): readonly Found[] {
  const lower = text.toLowerCase()
  // Few letters have another length when they are small.
  const among = lower.length === text.length ? lower : text
  const found: Found[] = []
  for (const part of parts) {
    for (let from = among.indexOf(part); from >= 0; from = among.indexOf(part, from + 1)) {
      found.push({ from, to: from + part.length })
    }
  }
  return found
}

function wordsIn(text: string, wanted: readonly string[]): readonly Found[] {
  if (wanted.length === 0) return []
  return [...text.matchAll(word)].flatMap(({ 0: one, index }) => {
    const here = folded(one)
    const isFound = wanted.some((sought) => isSame(here, sought))
    return isFound ? [{ from: index, to: index + one.length }] : []
  })
}

function isSame(here: string, sought: string): boolean {
  if (here === sought || stemOf(here) === stemOf(sought)) return true
  return sought.length >= leastBeginning && here.startsWith(sought)
}

/** English words that differ in their endings are found alike. */
function stemOf(text: string): string {
  return text.length > 4 ? text.replace(/s$/, '').replace(/(?:ing|ed|e)$/, '') : text
}

function runsOf(text: string, found: readonly Found[]): readonly (VNode | string)[] {
  const runs: (VNode | string)[] = []
  let end = 0
  for (const { from, to } of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= end) continue
    const start = Math.max(from, end)
    if (start > end) runs.push(text.slice(end, start))
    runs.push(h('mark', text.slice(start, to)))
    end = to
  }
  return end < text.length ? [...runs, text.slice(end)] : runs
}
