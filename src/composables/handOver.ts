import { inject, type InjectionKey, type Ref } from 'vue'

/** How far the host page has come with handing over its user. */
export interface HandOver {
  /** Null while somebody is there. `waiting` for the host; it has nobody (`signedOut`); it did not work, and is tried again. */
  readonly problem: Readonly<Ref<'waiting' | 'signedOut' | 'failed' | null>>
  /** Asks the host again, at once. */
  retry(): void
}

export const handOverKey: InjectionKey<HandOver> = Symbol('handOver')

/** Throws where no host page hands anybody over. */
export function useHandOver(): HandOver {
  const handOver = inject(handOverKey, null)
  if (handOver === null) throw new Error('No host page hands a user over.')
  return handOver
}
