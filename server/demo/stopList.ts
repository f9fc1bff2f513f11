export interface Stoppable {
  stop(): Promise<void>
}

export interface StopList extends Stoppable {
  /** Returns what it was given. */
  add<Part extends Stoppable>(part: Part): Part
}

/**
 * What has been started so far. Stopping it stops the last one first, one after the other, also when one of them
 * fails; it is idempotent, and rejects with the first failure at the end.
 */
export function createStopList(): StopList {
  const parts: Stoppable[] = []
  let stopping: Promise<void> | null = null
  return {
    add(part) {
      parts.push(part)
      return part
    },
    stop: () => (stopping ??= stopAll(parts.toReversed())),
  }
}

async function stopAll(parts: readonly Stoppable[]): Promise<void> {
  const failures: unknown[] = []
  for (const part of parts) {
    await part.stop().catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}
