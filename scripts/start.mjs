import { endWithNpm } from './lib/parent.mjs'
import { setUp } from './setup.mjs'

/**
 * Installs and builds what is missing, then runs the demo in this very process: whatever ends the process ends
 * the demo. The arguments are checked first of all that takes long.
 */
async function main() {
  endWithNpm()
  await setUp()
  const { register } = await import('tsx/esm/api')
  register()
  const { parseDemoArguments } = await import('../server/demo/arguments.ts')
  const { dev } = parseDemoArguments(process.argv.slice(2), process.env)
  if (!dev) {
    const { ensureBuild } = await import('./lib/build.mjs')
    await ensureBuild()
  }
  await import('../server/demo/main.ts')
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
