import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { measure, onDemand, total } from './lib/budgets.mjs'
import { root } from './lib/run.mjs'

const dist = path.join(root, 'dist')
const kib = 1024

/** What a signed-in user waits for; the sign-in page and everything on demand come later. */
const firstScreen = ['index.html', 'src/views/ChatView.vue']
/** The two ways to be fed; a configuration loads one of them. */
const ways = [
  { name: 'direct', entries: ['src/transports/rocketchat/direct.ts'], js: 110 },
  { name: 'relay', entries: ['src/transports/signalr/index.ts', 'src/hostConfig.ts'], js: 125 },
]
/** A visitor loads one of the languages: the largest counts. */
const languages = 'src/i18n/'
/** What is fetched while the first screen is there already: storage, sending, and parts seen after something happened. */
const soonAfter = ['src/later.ts', 'src/components/laterParts.ts', 'src/i18n/zhCN.ts?rest']
/** What a visitor waits for who has yet to sign in; told, not limited. */
const signInScreen = ['index.html', 'src/views/SignInView.vue']
const cssBudget = 15 * kib
/** What a host page loads before anybody opens the chat (E1). */
const loader = { file: 'widget.js', js: 4 * kib }

function inKib(bytes) {
  return `${(bytes / kib).toFixed(1)} KiB`.padStart(10)
}

/** Prints what counts; true when it is within the budget. */
function report(kind, rows, budget) {
  const bytes = total(rows)
  const fits = bytes <= budget
  for (const row of rows) console.log(`  ${inKib(row.bytes)}  ${row.name}`)
  const verdict = fits ? 'within' : 'OVER'
  console.log(`  ${inKib(bytes)}  ${kind} in all, ${verdict} ${inKib(budget).trim()}\n`)
  return fits
}

try {
  const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))
  const sizeOf = (file) => gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length
  const choices = onDemand(manifest, languages)
  const fits = ways.flatMap(({ name, entries, js }) => {
    const screen = measure(manifest, [...firstScreen, ...entries], choices, sizeOf)
    console.log(`The first screen, ${name}, gzipped:`)
    return [report('js', screen.js, js * kib), report('css', screen.css, cssBudget)]
  })
  const later = measure(manifest, soonAfter, [], sizeOf)
  const first = new Set(
    measure(manifest, [...firstScreen, ...ways[0].entries], choices, sizeOf).js.map(
      ({ name }) => name,
    ),
  )
  const added = later.js.filter(({ name }) => !first.has(name))
  console.log(`Fetched right after it: ${inKib(total(added)).trim()} js\n`)
  const signIn = measure(manifest, signInScreen, choices, sizeOf)
  const told = ['js', 'css'].map((kind) => `${inKib(total(signIn[kind])).trim()} ${kind}`)
  console.log(`The sign-in page, gzipped: ${told.join(', ')}`)
  console.log('The loader of a host page, gzipped:')
  fits.push(report('js', [{ name: loader.file, bytes: sizeOf(loader.file) }], loader.js))
  process.exitCode = fits.every(Boolean) ? 0 : 1
} catch (error) {
  console.error(`The first screen could not be measured: ${error.message}`)
  process.exitCode = 1
}
