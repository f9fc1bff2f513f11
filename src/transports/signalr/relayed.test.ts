import { startRelayBackend, type RelayBackendOptions } from '../../testing/relayBackend'
import { keepReceipts } from '../../testing/sandboxBackend'
import { describeTransport } from '../transport.contract'

const targets: readonly (readonly [string, RelayBackendOptions, 'client' | 'server'])[] = [
  ['the relay', {}, 'client'],
  ['the relay, whose own line drops', {}, 'server'],
  ['the relay, newer server', { sandbox: { family: 'streamer' } }, 'server'],
  [
    'the relay without negotiation',
    { hub: { transports: ['WebSockets'], skipNegotiation: true } },
    'client',
  ],
  ['the relay by server-sent events', { hub: { transports: ['ServerSentEvents'] } }, 'client'],
  ['the relay by long polling', { hub: { transports: ['LongPolling'] } }, 'client'],
]

for (const [name, options, dropped] of targets) {
  describeTransport(name, async () => {
    const backend = await startRelayBackend(options)
    const credentials = {
      ann: await backend.credentials('ann'),
      bob: await backend.credentials('bob'),
      revoked: await backend.credentials('ann', { expiresIn: -600 }),
    }
    return {
      createTransport: (user) => backend.transportsFor(credentials[user])(),
      keepReceipts: () => {
        keepReceipts(backend.sandbox)
      },
      dropLines: () => {
        if (dropped === 'client') backend.line.cut()
        else backend.sandbox.control.cutSockets()
      },
      close: backend.close,
    }
  })
}
