import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { toChatError, type ChatErrorKind, type Findings } from '../domain'

/** What the server has under what is being typed. */
export interface Finder {
  readonly findings: Readonly<ShallowRef<Findings>>
  readonly isFinding: Readonly<ShallowRef<boolean>>
  /** Why the last question has no answer. */
  readonly failure: Readonly<ShallowRef<ChatErrorKind | null>>
  /** Asks once typing pauses; what was found before stays until the answer. Nothing is asked for an empty text. */
  look(query: string): void
  /** Drops what was found and whatever is under way. */
  forget(): void
}

/** Typing goes on meanwhile. */
const findAfterMs = 200
const nothing: Findings = { people: [], channels: [] }

/**
 * Ends with its scope. An answer to an older question is dropped.
 * @param source asks the server; null where it cannot
 */
export function useFinder(source: () => ((query: string) => Promise<Findings>) | null): Finder {
  const findings = shallowRef(nothing)
  const isFinding = shallowRef(false)
  const failure = shallowRef<ChatErrorKind | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  function stop(): void {
    clearTimeout(timer)
    latest += 1
    isFinding.value = false
    failure.value = null
  }

  async function ask(find: (query: string) => Promise<Findings>, query: string): Promise<void> {
    const own = latest
    try {
      const found = await find(query)
      if (own === latest) findings.value = found
    } catch (error) {
      if (own === latest) failure.value = toChatError(error).kind
    }
    if (own === latest) isFinding.value = false
  }

  function look(query: string): void {
    stop()
    const find = source()
    const wanted = query.trim()
    if (find === null || wanted === '') return
    isFinding.value = true
    timer = setTimeout(() => void ask(find, wanted), findAfterMs)
  }

  onScopeDispose(stop)
  return {
    findings,
    isFinding,
    failure,
    look,
    forget() {
      stop()
      findings.value = nothing
    },
  }
}
