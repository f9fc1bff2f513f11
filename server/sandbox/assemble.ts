/** The parts of a sandbox, put together: the model, and the two shells around it on one HTTP server. */
import { createServer, type Server } from 'node:http'
import { createPasswordHasher, hashToken } from './crypto'
import type { DataFile } from './data/dataFile'
import { createDdpServer, type DdpServer } from './ddp/server'
import { createFaults, type Faults } from './faults'
import type { Settled } from './options'
import { createPresence, type Presence } from './presence'
import { createApi } from './rest/api'
import { createHandler, type HttpHandler } from './rest/handler'
import { createRateLimiter } from './rest/rateLimit'
import { nodeSchedule } from './schedule'
import { createShuffle, type Shuffle } from './shuffle'
import type { Journal } from './world/journal'
import { createWorld, type World } from './world/world'

export interface Parts {
  readonly world: World
  readonly faults: Faults
  readonly shuffle: Shuffle
  readonly presence: Presence
  readonly ddp: DdpServer
  readonly server: Server
}

interface Ids {
  readonly id: () => string
  readonly token: () => string
}

/** Nothing listens yet. With a file, the world is as that left it. */
export function assemble(settled: Settled, ids: Ids, file: DataFile | null): Parts {
  const world = createWorld({
    now: settled.now,
    newId: ids.id,
    newToken: ids.token,
    passwords: createPasswordHasher(),
    hashToken,
    ...(file === null ? {} : { journal: orElseEnd(file) }),
  })
  for (const [id, value] of Object.entries(settled.settings)) world.setSetting(id, value)
  const faults = createFaults()
  const shuffle = createShuffle(settled.shuffle)
  const presence = createPresence(world, nodeSchedule, settled.offlineDelayMs)
  const ddp = createDdpServer({
    ...settled,
    world,
    faults,
    shuffle,
    presence,
    schedule: nodeSchedule,
    newId: ids.id,
  })
  const server = serve(httpHandler(settled, { world, faults, shuffle }, ids.id()), ddp)
  return { world, faults, shuffle, presence, ddp, server }
}

function httpHandler(
  settled: Settled,
  { world, faults, shuffle }: Pick<Parts, 'world' | 'faults' | 'shuffle'>,
  instanceId: string,
): HttpHandler {
  const { now, cors, corsForFiles, family, version, duplicateId, rateLimit } = settled
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
  return createHandler({
    world,
    api,
    faults,
    shuffle,
    schedule: nodeSchedule,
    cors,
    corsForFiles,
    now,
    instanceId,
    family,
  })
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

/** A sandbox that cannot keep what it promised to keep is of no use: the process ends, as if killed. */
function orElseEnd(file: DataFile): Journal {
  return {
    load: file.load,
    commit(changes) {
      try {
        file.commit(changes)
      } catch (error) {
        process.nextTick(() => {
          throw error
        })
        throw error
      }
    },
  }
}
