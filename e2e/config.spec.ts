import { expect, test } from '@playwright/test'
import { startStaticServer } from '../server/demo/staticServer'
import { build } from './site'

const badConfigs: readonly [string, unknown, string][] = [
  ['an unknown transport', { transport: 'pigeon' }, '"transport" must be one of'],
  ['no server', { transport: 'rocketchat' }, '"rocketchat" must be an object'],
  ['no hub', { transport: 'signalr', signalr: {} }, '"signalr.hubUrl" must be an address'],
  ['a misspelt key', { rocketchat: { url: 'http://x' }, titel: 'x' }, '"titel" is not a known key'],
  ['not an object', 'hello', 'must hold a JSON object'],
]

for (const [name, config, message] of badConfigs) {
  test(`a configuration with ${name} is named on the screen`, async ({ page }) => {
    const app = await startStaticServer(build, { port: 0, content: { config } })
    await page.goto(app.url)
    await expect(page.getByRole('alert')).toContainText(message)
    await app.stop()
  })
}
