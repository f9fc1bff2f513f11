/**
 * An embedded Rocket.Chat-compatible server: REST and DDP over real sockets, everything in memory.
 * See README.md in this folder.
 */
import { createServer, type Server } from 'node:http'
import { createControl, type SandboxControl } from './control'
import { createPasswordHasher, hashToken } from './crypto'
import { createDdpServer, type DdpServer } from './ddp/server'
import { createFaults, type Faults } from './faults'
import { createIds } from './ids'
import { createListener } from './listener'
import { settle, type SandboxOptions, type Settled } from './options'
import { createPresence, type Presence } from './presence'
import { createApi } from './rest/api'
import { createHandler, type HttpHandler } from './rest/handler'
import { createRateLimiter } from './rest/rateLimit'
import { nodeSchedule } from './schedule'
import { seed } from './seed/seed'
import { createWorld, type World } from './world/world'

export type { SandboxControl } from './control'
export type { SandboxOptions } from './options'

export interface SandboxUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly admin: SandboxUser & { readonly userId: string }
  /** Everybody who can sign in, the most useful for a demo first. */
  readonly users: readonly SandboxUser[]
  readonly control: SandboxControl
  /** Closes every connection; resolves when the port is free. */
  stop: () => Promise<void>
}

/** Rejects with node's own error, untouched, when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settled = settle(options)
  const ids = createIds(settled.random)
  const parts = assemble(settled, ids)
  const { world, ddp, faults, presence } = parts
  const people = seed(world, settled.seed)
  const listener = createListener(parts.server, settled.host, settled.port, ddp.cutAll)
  const { url, port } = await listener.open()
  world.setSetting('Site_Url', settled.settings.Site_Url ?? url)
  const users = people.map(({ username, password, name }) => ({ username, password, name }))
  const resume = async (): Promise<void> => {
    await listener.open()
  }
  return {
    url,
    port,
    admin: adminOf(users, world),
    users,
    control: createControl({ world, ddp, faults, pause: listener.close, resume }),
    async stop() {
      faults.thaw()
      ddp.stop()
      presence.stop()
      await listener.close()
    },
  }
}

interface Parts {
  readonly world: World
  readonly faults: Faults
  readonly presence: Presence
  readonly ddp: DdpServer
  readonly server: Server
}

interface Ids {
  readonly id: () => string
  readonly token: () => string
}

function assemble(settled: Settled, ids: Ids): Parts {
  const world = createWorld({
    now: settled.now,
    newId: ids.id,
    newToken: ids.token,
    passwords: createPasswordHasher(),
    hashToken,
  })
  for (const [id, value] of Object.entries(settled.settings)) world.setSetting(id, value)
  const faults = createFaults()
  const presence = createPresence(world, nodeSchedule, settled.offlineDelayMs)
  const ddp = createDdpServer({
    ...settled,
    world,
    faults,
    presence,
    schedule: nodeSchedule,
    newId: ids.id,
  })
  const server = serve(httpHandler(settled, world, faults, ids.id()), ddp)
  return { world, faults, presence, ddp, server }
}

function httpHandler(
  settled: Settled,
  world: World,
  faults: Faults,
  instanceId: string,
): HttpHandler {
  const { now, cors, family, version, duplicateId, rateLimit } = settled
  const site = {
    world,
    url: () => String(world.store.settings.get('Site_Url')),
    version,
    duplicateId,
    isStrict: settled.strict === '8',
    tokenSecret: settled.tokenSecret,
  }
  const limiter = rateLimit === null ? null : createRateLimiter(rateLimit, now)
  const api = createApi(site, limiter)
  return createHandler({ world, api, faults, cors, now, instanceId, family })
}

function serve(handle: HttpHandler, ddp: DdpServer): Server {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  server.on('upgrade', (request, socket, head) => {
    ddp.upgrade(request, socket, head).catch(() => socket.destroy())
  })
  return server
}

function adminOf(users: readonly SandboxUser[], world: World): Sandbox['admin'] {
  const admin = users.find(({ username }) => username === 'admin')
  const userId = world.store.userByName('admin')?._id
  if (admin === undefined || userId === undefined) throw new Error('The seed has no administrator.')
  return { ...admin, userId }
}
