import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createEventMetrics, type EventMetrics } from './events/eventMetrics'

/** What `/metrics` tells. No label holds a user name: their number is not bounded. */
export interface Metrics {
  request(route: string, status: number, ms: number): void
  /** `outcome`: a status, `unreachable`, `timeout`, `aborted` (by the browser) or `blocked` (not sent because of an earlier 429). */
  upstream(route: string, outcome: string): void
  signIn(how: 'token' | 'password' | 'agent', isSuccess: boolean): void
  cache(result: 'hit' | 'miss' | 'error'): void
  agentReady(isReady: boolean): void
  /** In the text form of Prometheus. */
  text(): Promise<string>
  readonly contentType: string
  readonly events: EventMetrics
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Each relay has its own registry, so that two in one process do not count together. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames: [...labelNames], registers })
  const requests = counter('relay_requests_total', 'Answers given', ['route', 'status'])
  const upstream = counter('relay_upstream_total', 'Requests to the chat server', [
    'route',
    'outcome',
  ])
  const signIns = counter('relay_sign_ins_total', 'Sign-ins at the chat server', ['how', 'result'])
  const cache = counter('relay_token_cache_total', 'Look-ups of user tokens', ['result'])
  const ready = new Gauge({ name: 'relay_agent_ready', help: 'Agent is signed in', registers })
  const duration = new Histogram({
    name: 'relay_request_seconds',
    help: 'Time from request to the end of its answer',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  })
  return {
    request(route, status, ms) {
      requests.inc({ route, status: String(status) })
      duration.observe({ route }, ms / 1000)
    },
    upstream: (route, outcome) => {
      upstream.inc({ route, outcome })
    },
    signIn: (how, isSuccess) => {
      signIns.inc({ how, result: isSuccess ? 'success' : 'failure' })
    },
    cache: (result) => {
      cache.inc({ result })
    },
    agentReady: (isReady) => {
      ready.set(isReady ? 1 : 0)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    events: createEventMetrics(registry),
  }
}
