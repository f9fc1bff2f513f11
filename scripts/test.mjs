import { format, sum } from './lib/counts.mjs'
import { endWithNpm } from './lib/parent.mjs'
import { runStep, select, steps } from './lib/steps.mjs'
import { setUp } from './setup.mjs'

/** The steps that the arguments ask for. Throws on an argument that is not known. */
function chosenSteps(args) {
  if (args.length === 0) return steps
  const [flag, list, ...rest] = args
  if (flag === '--only' && list && rest.length === 0) return select(list)
  throw new Error(`Not understood: ${args.join(' ')}. Use: npm test [-- --only unit,e2e]`)
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8)
}

function printTable(results) {
  console.log('\nResults')
  for (const { name, counts, ms, note } of results) {
    console.log(`  ${name.padEnd(12)}${seconds(ms)}  ${format(counts)}${note && ` (${note})`}`)
  }
}

async function main() {
  endWithNpm()
  const chosen = chosenSteps(process.argv.slice(2))
  const { browser } = await setUp({
    browser: chosen.some((step) => step.needsBrowser),
    redis: chosen.some((step) => step.needsRedis),
  })
  const env = browser ? { PARLEY_CHROMIUM: browser } : {}
  const results = []
  for (const step of chosen) {
    console.log(`\n── ${step.name} ──`)
    results.push(await runStep(step, env))
  }
  printTable(results)
  return sum(results.map(({ counts }) => counts))
}

const total = await main().catch((error) => {
  console.error(error.message)
  return { passed: 0, failed: 1, skipped: 0 }
})
console.log(`\n${format(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0
