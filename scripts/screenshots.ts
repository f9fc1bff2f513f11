/**
 * Takes the pictures of the README anew from the demo world: `npm run screenshots`. Needs a build (`npm run build`).
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { screens } from '../e2e/screens/screens'
import { openStage, type Face } from '../e2e/screens/stage'
import { browserArguments, findBrowser } from './lib/browser.mjs'
import { readPng, writePng } from './lib/pictures'

interface Walk {
  readonly face: Face
  /** Names of screens, and of the files that show them. */
  readonly files: Readonly<Record<string, string>>
}

const walks: readonly Walk[] = [
  {
    face: { theme: 'light', locale: 'en', width: 1280 },
    files: {
      'sign-in': 'sign-in',
      welcome: 'welcome',
      thread: 'thread',
      search: 'search',
      switcher: 'switcher',
    },
  },
  {
    face: { theme: 'dark', locale: 'zh', width: 1280 },
    files: { conversation: 'conversation-dark', about: 'about-dark', directory: 'directory-dark' },
  },
  {
    face: { theme: 'light', locale: 'en', width: 390 },
    files: { conversation: 'phone', writing: 'phone-writing' },
  },
]
/** Of a file: nobody sees more of them in a screen. */
const mostColors = 200
const mostBytes = 150_000

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const executablePath = (await findBrowser()) ?? undefined
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: [...browserArguments],
})
try {
  for (const { face, files } of walks) {
    const stage = await openStage(browser, face)
    for (const screen of screens) {
      await screen.show(stage)
      const name = files[screen.name]
      if (name === undefined) continue
      const picture = readPng(await stage.page.screenshot({ animations: 'disabled' }))
      await writeFile(path.join(folder, `${name}.png`), writePng(picture, mostColors))
    }
    await stage.stop()
  }
} finally {
  await browser.close()
}

for (const name of await readdir(folder)) {
  const { size } = await stat(path.join(folder, name))
  console.info(`${name}: ${String(Math.round(size / 1000))} kB`)
  if (size > mostBytes) throw new Error(`${name} is too heavy for the README.`)
}
