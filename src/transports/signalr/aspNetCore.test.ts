import { describe, it, vi } from 'vitest'
import {
  isDotnetInstalled,
  signHostToken,
  startAspNetCoreHost,
} from '../../../examples/aspnetcore/host'
import { startCuttableProxy } from '../../testing/cuttableProxy'
import { hostAt } from '../../testing/relayBackend'
import {
  keepReceipts,
  memoryKeeper,
  nodeDeps,
  startSmallSandbox,
} from '../../testing/sandboxBackend'
import { createBackend } from '../createBackend'
import { describeTransport } from '../transport.contract'

const name = 'an ASP.NET Core host'
const tokenSecret = 'the token secret'

/** The first one builds the host. */
vi.setConfig({ hookTimeout: 180_000, testTimeout: 30_000 })

if (isDotnetInstalled()) {
  describeTransport(name, async () => {
    const { sandbox, close } = await startSmallSandbox({ tokenSecret })
    const host = await startAspNetCoreHost({ rocketChatUrl: sandbox.url, tokenSecret })
    const line = await startCuttableProxy(host.url)
    const { transportsFor } = await createBackend(
      { kind: 'signalr', host: hostAt(line.url) },
      nodeDeps(),
    )
    const tokens = {
      ann: signHostToken('ann'),
      bob: signHostToken('bob'),
      revoked: signHostToken('ann', { exp: 1 }),
    }
    return {
      createTransport: (user) =>
        transportsFor({ userId: user, token: tokens[user] }, memoryKeeper())(),
      keepReceipts: () => {
        keepReceipts(sandbox)
      },
      dropLines: line.cut,
      async close() {
        await line.stop()
        await host.stop()
        await close()
      },
    }
  })
} else {
  describe(`ChatTransport: ${name}`, () => {
    it.skip('needs the .NET SDK, which this machine does not have', () => undefined)
  })
}
