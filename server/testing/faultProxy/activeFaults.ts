/** Which faults act now, and how often each kind has taken effect. */
import type { Random } from '../../../src/ports'
import {
  faultKinds,
  kindOf,
  type Fault,
  type FaultCounts,
  type FaultKind,
  type Match,
} from './fault'

type Of<K extends Fault['kind']> = Extract<Fault, { readonly kind: K }>
type ByChance = Extract<Fault, { readonly chance: number }>

export interface ActiveFaults {
  /** The stop ends it; idempotent. */
  begin(fault: Fault): () => void
  endAll(): void
  all<K extends Fault['kind']>(kind: K): readonly Of<K>[]
  isActive(kind: Fault['kind']): boolean
  /** An active fault of the kind that fits the call and whose chance says that it strikes now; counted. */
  strikes<K extends ByChance['kind']>(kind: K, call?: string): Of<K> | null
  count(kind: FaultKind): void
  counts(): FaultCounts
  /** Calls `run` after every change. */
  onChange(run: (ended: Fault | null) => void): void
}

const countedAtOnce: ReadonlySet<Fault['kind']> = new Set(['delay', 'throttle', 'freeze'])

export function createActiveFaults(random: Random): ActiveFaults {
  const active = new Set<Fault>()
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >
  const listeners: ((ended: Fault | null) => void)[] = []

  function changed(ended: Fault | null): void {
    for (const listener of listeners) listener(ended)
  }

  function all<K extends Fault['kind']>(kind: K): readonly Of<K>[] {
    return [...active].filter((fault): fault is Of<K> => fault.kind === kind)
  }

  function isHit(fault: ByChance, call: string): boolean {
    const match = 'match' in fault ? fault.match : undefined
    return fits(match, call) && random() < fault.chance
  }

  function end(fault: Fault): void {
    if (active.delete(fault)) changed(fault)
  }

  return {
    begin(fault) {
      const own = { ...fault }
      active.add(own)
      if (countedAtOnce.has(fault.kind)) counts[kindOf(fault)] += 1
      changed(null)
      return () => {
        end(own)
      }
    },
    endAll() {
      for (const fault of [...active]) end(fault)
    },
    all,
    isActive: (kind) => all(kind).length > 0,
    strikes(kind, call = '') {
      const struck = all(kind).find((fault) => isHit(fault, call))
      if (struck === undefined) return null
      counts[kindOf(struck)] += 1
      return struck
    },
    count(kind) {
      counts[kind] += 1
    },
    counts: () => ({ ...counts }),
    onChange: (run) => void listeners.push(run),
  }
}

function fits(match: Match | undefined, call: string): boolean {
  if (match === undefined) return true
  return typeof match === 'string' ? call.includes(match) : match.test(call)
}
