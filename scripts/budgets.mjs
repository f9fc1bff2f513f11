import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { measure, onDemand, total } from './lib/budgets.mjs'
import { root } from './lib/run.mjs'

const dist = path.join(root, 'dist')
const kib = 1024

/** What a signed-in user waits for; the sign-in page and everything on demand come later. */
const firstScreen = ['index.html', 'src/views/ChatView.vue']
/** A visitor loads one of the languages: the largest counts. */
const languages = 'src/i18n/'
/** What a visitor waits for who has yet to sign in; told, not limited. */
const signInScreen = ['index.html', 'src/views/SignInView.vue']
const budgets = { js: 110 * kib, css: 15 * kib }

function inKib(bytes) {
  return `${(bytes / kib).toFixed(1)} KiB`.padStart(10)
}

/** Prints what counts; true when it is within the budget. */
function report(kind, rows) {
  const bytes = total(rows)
  const fits = bytes <= budgets[kind]
  for (const row of rows) console.log(`  ${inKib(row.bytes)}  ${row.name}`)
  const verdict = fits ? 'within' : 'OVER'
  console.log(`  ${inKib(bytes)}  ${kind} in all, ${verdict} ${inKib(budgets[kind]).trim()}\n`)
  return fits
}

try {
  const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))
  const sizeOf = (file) => gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length
  const choices = onDemand(manifest, languages)
  const screen = measure(manifest, firstScreen, choices, sizeOf)
  console.log('The first screen, gzipped:')
  const fits = ['js', 'css'].map((kind) => report(kind, screen[kind]))
  const signIn = measure(manifest, signInScreen, choices, sizeOf)
  const told = ['js', 'css'].map((kind) => `${inKib(total(signIn[kind])).trim()} ${kind}`)
  console.log(`The sign-in page, gzipped: ${told.join(', ')}`)
  process.exitCode = fits.every(Boolean) ? 0 : 1
} catch (error) {
  console.error(`The first screen could not be measured: ${error.message}`)
  process.exitCode = 1
}
