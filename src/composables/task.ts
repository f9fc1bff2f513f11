import { shallowRef, type ShallowRef } from 'vue'
import { toChatError, type ChatErrorCode, type ChatErrorKind } from '../domain'

export interface TaskFailure {
  readonly kind: ChatErrorKind
  readonly code: ChatErrorCode
  /** For whoever asks for help. */
  readonly details: string
}

/** Something that is asked of the server by a button. */
export interface Task {
  readonly isBusy: Readonly<ShallowRef<boolean>>
  /** Of the last attempt. */
  readonly failure: Readonly<ShallowRef<TaskFailure | null>>
  /** Resolves with whether it worked. While one attempt is under way there is no other. */
  run(act: () => Promise<unknown>): Promise<boolean>
  forget(): void
}

export function useTask(): Task {
  const isBusy = shallowRef(false)
  const failure = shallowRef<TaskFailure | null>(null)
  return {
    isBusy,
    failure,
    async run(act) {
      if (isBusy.value) return false
      isBusy.value = true
      failure.value = null
      try {
        await act()
        return true
      } catch (error) {
        const { kind, code, message } = toChatError(error)
        failure.value = { kind, code, details: message }
        return false
      } finally {
        isBusy.value = false
      }
    },
    forget() {
      failure.value = null
    },
  }
}
