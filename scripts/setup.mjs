import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installWithApt } from './lib/apt.mjs'
import { ensureBrowser } from './lib/browser.mjs'
import { ensureDependencies, requireNode } from './lib/install.mjs'

const oldestNode = '20.19'

/**
 * Makes a fresh checkout ready. Uses nothing but Node, so that it works before the first `npm ci`.
 * @param {{ browser?: boolean, redis?: boolean }} [wanted] `browser`: a Chromium as well; `redis`: a Redis for the tests
 *   that need one, where Debian's can be installed (elsewhere they are skipped).
 * @returns {Promise<{ browser: string | null }>} the path of the browser, when one was wanted.
 * Throws with a sentence for people when something is missing and cannot be installed.
 */
export async function setUp(wanted = {}) {
  requireNode(process.versions.node, oldestNode)
  await ensureDependencies()
  if (wanted.redis) await installWithApt(['redis-server'])
  return { browser: wanted.browser ? await ensureBrowser() : null }
}

if (fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  const { browser } = await setUp({ browser: true, redis: true })
  console.log(`Ready. Browser: ${browser}`)
}
