import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { installWithApt } from './apt.mjs'
import { runNode } from './run.mjs'

const execute = promisify(execFile)
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const fonts = ['fonts-noto-cjk', 'fonts-noto-color-emoji']
const versionTimeoutMs = 20_000

/** What our tests and measurements start a Chromium with. */
export const browserArguments = [
  // Chromium refuses its sandbox to root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium that starts: the one in PARLEY_CHROMIUM, else one on the PATH, else Playwright's own.
 * Null when there is none. Throws when PARLEY_CHROMIUM names something that does not start.
 */
export async function findBrowser() {
  const chosen = process.env.PARLEY_CHROMIUM
  if (chosen) {
    if (await starts(chosen)) return chosen
    throw new Error(`PARLEY_CHROMIUM is ${chosen}, which does not start.`)
  }
  for (const name of names) {
    const file = await onPath(name)
    if (file && (await starts(file))) return file
  }
  const own = playwrightsOwn()
  return own && (await starts(own)) ? own : null
}

/** As `findBrowser`, but installs a browser, and on Debian the fonts of our texts, where they are missing. */
export async function ensureBrowser() {
  const found = await findBrowser()
  await installWithApt(found ? fonts : ['chromium', ...fonts])
  const browser = found ?? (await findBrowser()) ?? (await installWithPlaywright())
  if (browser) return browser
  throw new Error(
    'No Chromium was found and none could be installed. Install one and name it in PARLEY_CHROMIUM.',
  )
}

async function starts(file) {
  return execute(file, ['--version'], { timeout: versionTimeoutMs }).then(
    () => true,
    () => false,
  )
}

async function onPath(name) {
  const [command, ...args] =
    process.platform === 'win32' ? ['where', name] : ['sh', '-c', 'command -v "$0"', name]
  return execute(command, args).then(
    ({ stdout }) => stdout.split(/\r?\n/)[0],
    () => null,
  )
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('@playwright/test').chromium.executablePath()
  } catch {
    // Playwright knows no build for this system.
    return null
  }
}

async function installWithPlaywright() {
  console.log('Installing Chromium with Playwright …')
  const withSystemLibraries = process.platform === 'linux' && process.getuid() === 0
  const args = ['install', ...(withSystemLibraries ? ['--with-deps'] : []), 'chromium']
  await runNode('node_modules/@playwright/test/cli.js', args)
  return findBrowser()
}
