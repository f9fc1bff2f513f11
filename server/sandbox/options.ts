import { randomInt } from 'node:crypto'
import type { Family } from './ddp/methods'
import type { RateLimit } from './rest/rateLimit'

export type SeedName = 'demo' | 'empty'

export interface SandboxOptions {
  /** 0, the default, asks for any free port. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** A file to keep everything in; made when it is not there. Default null: all is forgotten at the end. */
  readonly data?: string | null
  /** Opens the control door on 127.0.0.1, at this port (0: any free one). Default null: no door. */
  readonly controlPort?: number | null
  /** What to fill an empty world with; a data file that is not empty stays as it is. Default `demo`. */
  readonly seed?: SeedName
  /** Which of the two server families to behave like (rocketchat.md §1.9). Default `monolith`. */
  readonly family?: Family
  /** `*` (default), an origin, a comma list of origins, or null for no CORS at all (§7.4). */
  readonly cors?: string | null
  /** The same for avatars and files, as a proxy before a real server may add it. Default false: it covers `/api` only. */
  readonly corsForFiles?: boolean
  /** Off by default; `true` = 10 calls a minute per route and address (§7.1). */
  readonly rateLimit?: boolean | RateLimit
  /** Silence after which the server pings. Default 15 s, streamer 30 s. */
  readonly pingMs?: number
  /** Further silence after which it closes. Same defaults. */
  readonly pongMs?: number
  /** How long a user without sockets still counts as there. Default 2 s. */
  readonly offlineDelayMs?: number
  /** A socket with more than this waiting to be sent is dropped. Default 8 MiB. */
  readonly maxQueuedBytes?: number
  /** Default `8.6.0`. */
  readonly version?: string
  /** `kind` answers a taken message id with the message instead of 400 (§6.3). Default `faithful`. */
  readonly duplicateId?: 'faithful' | 'kind'
  /** `6` accepts unknown keys, `8` (default) refuses them with 400 (§5.1). */
  readonly strict?: '6' | '8'
  /** Allows `users.createToken` to administrators who tell it (§2.7). Default null: refused. */
  readonly tokenSecret?: string | null
  /** Epoch ms. Default: the machine's clock. */
  readonly now?: () => number
  /** For ids and tokens, 0 ≤ x < 1. Default: chance from node's crypto. */
  readonly random?: () => number
  /**
   * Lets the events of an act, and the answer of its call, arrive in an order that is drawn with this seed: any that a real
   * server allows (§3.3, §9.12). Default null: in the order in which they are made.
   */
  readonly shuffle?: number | null
  /** Settings that differ from the defaults, by id. */
  readonly settings?: Readonly<Record<string, unknown>>
}

export type Settled = Required<Omit<SandboxOptions, 'rateLimit' | 'cors'>> & {
  readonly cors: string | null
  readonly rateLimit: RateLimit | null
}

const RATE_LIMIT: RateLimit = { calls: 10, perMs: 60_000 }
const HEARTBEAT_MS = { monolith: 15_000, streamer: 30_000 }
const QUEUE_BYTES = 8 * 1024 * 1024
const OFFLINE_DELAY_MS = 2_000
const CHANCE_STEPS = 2 ** 32

/** The options with their defaults filled in. */
export function settle(options: SandboxOptions): Settled {
  const heartbeatMs = HEARTBEAT_MS[options.family ?? 'monolith']
  const { rateLimit = false, ...rest } = options
  return {
    port: 0,
    host: '127.0.0.1',
    data: null,
    controlPort: null,
    seed: 'demo',
    family: 'monolith',
    cors: '*',
    corsForFiles: false,
    pingMs: heartbeatMs,
    pongMs: heartbeatMs,
    offlineDelayMs: OFFLINE_DELAY_MS,
    maxQueuedBytes: QUEUE_BYTES,
    version: '8.6.0',
    duplicateId: 'faithful',
    strict: '8',
    tokenSecret: null,
    now: Date.now,
    random: () => randomInt(CHANCE_STEPS) / CHANCE_STEPS,
    shuffle: null,
    settings: {},
    ...rest,
    rateLimit: typeof rateLimit === 'object' ? rateLimit : rateLimit ? RATE_LIMIT : null,
  }
}
