import type { Translate } from '../../i18n'

/** How the connection stands, as far as the banner tells it. */
export type ConnectionState =
  | { readonly kind: 'idle' | 'online' | 'closed' }
  | { readonly kind: 'connecting' | 'authenticating' | 'subscribing' | 'catchingUp' }
  | {
      readonly kind: 'waiting'
      /** By this machine's clock. */
      readonly retryAt: number
      readonly cause: 'unreachable' | 'lost' | 'rateLimit'
    }

/** What the banner says; empty for a connection that stands. */
export function connectionNotice(state: ConnectionState, text: Translate): string {
  switch (state.kind) {
    case 'idle':
    case 'online':
    case 'closed':
      return ''
    case 'connecting':
    case 'authenticating':
    case 'subscribing':
      return text('connection.connecting')
    case 'catchingUp':
      return text('connection.catchingUp')
    case 'waiting':
      return text(`connection.${state.cause}`)
  }
}

/** When the next attempt is; empty while none is awaited. */
export function retryCountdown(state: ConnectionState, now: number, text: Translate): string {
  if (state.kind !== 'waiting') return ''
  const count = Math.ceil((state.retryAt - now) / 1_000)
  return count > 0 ? text('connection.retryIn', { count }) : text('connection.retrying')
}
