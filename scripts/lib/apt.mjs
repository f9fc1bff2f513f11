import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { run } from './run.mjs'

const execute = promisify(execFile)

/** Installs those of Debian's packages that are missing; elsewhere, and for other users than root, it does nothing. */
export async function installWithApt(packages) {
  if (!(await mayUseApt())) return
  const missing = []
  for (const name of packages) if (!(await hasPackage(name))) missing.push(name)
  if (missing.length === 0) return
  console.log(`Installing ${missing.join(', ')} …`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env })
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing]
  const { ok, reason } = await run('apt-get', install, { env })
  if (!ok) console.warn(`apt-get could not install ${missing.join(', ')} (${reason}).`)
}

/** Only Debian's own package is a real browser; Ubuntu's of the same name is a stub. */
async function mayUseApt() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^ID=debian$/m.test(release)
}

async function hasPackage(name) {
  return execute('dpkg-query', ['-W', '-f=${Status}', name]).then(
    ({ stdout }) => stdout.endsWith(' installed'),
    () => false,
  )
}
