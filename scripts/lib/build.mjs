import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { root, runNode } from './run.mjs'

const sources = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'vite.widget.config.ts',
  'package-lock.json',
]
/** What the last of the builds writes. */
const built = 'dist/widget.json'
/** The app first: it empties the folder. */
const builds = [['build'], ['build', '-c', 'vite.widget.config.ts']]

/** True when `output` is missing, or when anything in `inputs`, files or folders, was changed after it. */
export async function isOlder(output, inputs) {
  const builtAt = await changedAt(output)
  const times = await Promise.all(inputs.map(newestIn))
  return builtAt === 0 || Math.max(...times) > builtAt
}

/** Builds the app when that is needed. Throws when the build fails. */
export async function ensureBuild() {
  const inside = (file) => path.join(root, file)
  if (!(await isOlder(inside(built), sources.map(inside)))) return
  console.log('Building the app …')
  // What it says of each file is for whoever works on them.
  for (const args of builds) {
    const { ok, reason } = await runNode('node_modules/vite/bin/vite.js', [
      ...args,
      '--logLevel',
      'warn',
    ])
    if (!ok) throw new Error(`The build failed (${reason}); its output is above.`)
  }
}

/** Epoch ms of the newest change in a file or a folder. A folder changes when a file in it comes or goes. */
async function newestIn(place) {
  const entries = await readdir(place, { withFileTypes: true, recursive: true }).catch(() => [])
  const places = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
  return Math.max(...(await Promise.all([place, ...places].map(changedAt))))
}

/** Epoch ms; 0 for what does not exist. */
function changedAt(place) {
  return stat(place).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}
