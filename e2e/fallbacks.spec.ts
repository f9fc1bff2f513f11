import { expect, test } from './fixtures'
import { startSite } from './site'

/** For proxies that let no websocket pass. */
for (const transport of ['ServerSentEvents', 'LongPolling']) {
  test(`two users see each other's messages by ${transport}`, async ({
    signedIn,
    allowedErrors,
  }) => {
    // Beside a stream that closes, what is sent at its end comes too late.
    allowedErrors.push(/404/)
    const site = await startSite('relay', { transports: [transport] })
    site.addUser('ann', 'Ann Keller')
    site.addUser('bob', 'Bob Marsh')
    site.sandbox.control.createRoom({ name: 'lobby', members: ['ann', 'bob'] })
    const options = { baseURL: site.appUrl }
    const [ann, bob] = [await signedIn('ann', options), await signedIn('bob', options)]
    await ann.open('lobby')
    await bob.open('lobby')
    await ann.send('no websocket here')
    await expect(bob.message('no websocket here')).toBeVisible()
    await bob.send('nor here')
    await expect(ann.message('nor here')).toBeVisible()
    await ann.page.getByRole('button', { name: 'Account and settings' }).click()
    await ann.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(ann.channels).toHaveCount(0)
    await bob.send('is anybody there?')
    await expect(bob.message('is anybody there?')).toBeVisible()
    for (const { page } of [ann, bob]) await page.close()
    await site.stop()
  })
}
