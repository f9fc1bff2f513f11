import { defineConfig } from '@playwright/test'
import type { WorkerOptions } from './e2e/fixtures'
import { browserArguments, findBrowser } from './scripts/lib/browser.mjs'

const executablePath = (await findBrowser()) ?? undefined

export default defineConfig<object, WorkerOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A machine may be slow: how fast the app is, benches and budgets tell.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A test that passes at the second try has failed.
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.cache/reports/e2e.json' }]],
  projects: [
    { name: 'direct', use: { way: 'direct' }, testIgnore: /fallbacks\.spec\.ts$/ },
    // What knows no way, or both, is told once.
    {
      name: 'relay',
      use: { way: 'relay' },
      testIgnore: /(addresses|axe|colors|config|demo|screen|visual)\.spec\.ts$/,
    },
  ],
  use: {
    browserName: 'chromium',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: browserArguments,
    },
  },
})
