/**
 * An embedded Rocket.Chat-compatible server: REST and DDP over real sockets, everything in memory, and in a
 * file when there is one. See README.md in this folder.
 */
import { assemble, type Parts } from './assemble'
import { createMovableClock, type MovableClock } from './clock'
import { createControl, type SandboxControl } from './control'
import { openDataFile, type DataFile } from './data/dataFile'
import { openDoor, type Door } from './door/door'
import { createIds } from './ids'
import { createListener, type Listener } from './listener'
import { settle, type SandboxOptions, type Settled } from './options'
import { ADMIN } from './seed/people'
import { knownPeople, seed } from './seed/seed'
import type { World } from './world/world'

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
  /** Where the control door is; null unless `controlPort` asked for one. */
  readonly controlUrl: string | null
  /** Closes every connection and the data file; resolves when the port is free. */
  stop: () => Promise<void>
}

/**
 * Rejects with node's own error, untouched, when a port is taken, and with one that names the data file when
 * that cannot be used.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = createMovableClock(options.now ?? Date.now)
  const settled = settle({ ...options, now: clock.now })
  const file = settled.data === null ? null : await openDataFile(settled.data)
  try {
    return await startWith(settled, clock, file)
  } catch (error) {
    file?.close()
    throw error
  }
}

async function startWith(
  settled: Settled,
  clock: MovableClock,
  file: DataFile | null,
): Promise<Sandbox> {
  const parts = assemble(settled, createIds(settled.random), file)
  const { world, ddp, faults, shuffle } = parts
  if (world.store.users.size === 0) seed(world, settled.seed)
  else signEverybodyOff(world)
  const listener = createListener(parts.server, settled.host, settled.port, ddp.cutAll)
  const { url, port } = await listener.open()
  world.setSetting('Site_Url', settled.settings.Site_Url ?? url)
  const resume = async (): Promise<void> => {
    await listener.open()
  }
  const setClock = clock.move
  const control = createControl({
    world,
    ddp,
    faults,
    shuffle,
    setClock,
    pause: listener.close,
    resume,
  })
  const door = await openDoorAt(settled.controlPort, control, listener)
  return {
    url,
    port,
    admin: adminOf(world),
    users: knownPeople(world).map(({ username, password, name }) => ({ username, password, name })),
    control,
    controlUrl: door?.url ?? null,
    async stop() {
      await door?.close()
      await stopParts(parts, listener)
      file?.close()
    },
  }
}

/** Who was there when the file was written is not any more: nobody has a socket yet. */
function signEverybodyOff(world: World): void {
  for (const userId of world.store.users.keys()) world.users.setConnections(userId, [])
}

/** The sandbox does not stay behind when its door cannot be opened. */
async function openDoorAt(
  port: number | null,
  control: SandboxControl,
  listener: Listener,
): Promise<Door | null> {
  if (port === null) return null
  try {
    return await openDoor(control, port)
  } catch (error) {
    await listener.close()
    throw error
  }
}

async function stopParts({ faults, ddp, presence }: Parts, listener: Listener): Promise<void> {
  faults.thaw()
  ddp.stop()
  presence.stop()
  await listener.close()
}

function adminOf(world: World): Sandbox['admin'] {
  const admin = world.store.userByName(ADMIN.username)
  if (admin === undefined) throw new Error('The sandbox has no administrator.')
  const { username, password, name } = ADMIN
  return { username, password, name, userId: admin._id }
}
