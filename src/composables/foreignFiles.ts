import { computed, shallowReactive, type ComputedRef } from 'vue'
import { useFileSource } from './fileSource'

/** What was asked for since the page was loaded. */
const asked = shallowReactive(new Set<string>())

export interface ForeignFile {
  /** It is not loaded until it is asked for: its server would learn who reads what. */
  readonly isWithheld: ComputedRef<boolean>
  /** Where it lies. */
  readonly host: ComputedRef<string>
  /** Loads it here, and wherever it is shown again on this page. */
  ask(): void
}

/** A file of a message that may lie at any server. For the set-up of a component. */
export function useForeignFile(url: () => string): ForeignFile {
  const source = useFileSource()
  return {
    isWithheld: computed(() => source.isForeign(url()) && !asked.has(url())),
    host: computed(() => (URL.canParse(url()) ? new URL(url()).host : '')),
    ask: () => {
      asked.add(url())
    },
  }
}
