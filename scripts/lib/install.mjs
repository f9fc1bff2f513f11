import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { root, run } from './run.mjs'

/** Throws with a sentence for people when `version` is older than `minimum`; both like `20.19`. */
export function requireNode(version, minimum) {
  const [major, minor] = version.split('.').map(Number)
  const [wantedMajor, wantedMinor] = minimum.split('.').map(Number)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new Error(`Parley needs Node ${minimum} or newer, and this is Node ${version}.`)
}

/**
 * True when what lies in node_modules is not what the lock file asks for.
 * @param {{ packages: object }} lock package-lock.json
 * @param {{ packages: object } | null} installed node_modules/.package-lock.json, which npm writes last
 */
export function isStale(lock, installed) {
  if (!installed) return true
  const missing = Object.entries(lock.packages).some(
    ([place, wanted]) => place !== '' && !isSatisfied(wanted, installed.packages[place]),
  )
  return missing || Object.keys(installed.packages).some((place) => !lock.packages[place])
}

/** Optional packages may be absent: most of them are for another operating system. */
function isSatisfied(wanted, found) {
  if (!found) return wanted.optional === true || wanted.devOptional === true
  return found.version === wanted.version && found.integrity === wanted.integrity
}

/** Runs `npm ci` when node_modules is missing or does not match the lock file. Throws when that fails. */
export async function ensureDependencies() {
  const lock = await readJson('package-lock.json')
  const installed = await readJson('node_modules/.package-lock.json').catch(() => null)
  if (!isStale(lock, installed)) return
  console.log('Installing the dependencies (npm ci) …')
  const result = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'])
  if (!result.ok) throw new Error(`npm ci failed (${result.reason}); its output is above.`)
}

function npm(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args])
  return process.platform === 'win32' ? run('cmd', ['/c', 'npm', ...args]) : run('npm', args)
}

async function readJson(file) {
  return JSON.parse(await readFile(path.join(root, file), 'utf8'))
}
