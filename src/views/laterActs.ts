import { shallowRef, watch, type Ref } from 'vue'
import type { MessageAct } from '../components/message/messageAct'
import type { ChatErrorKind, Message, MessageRights } from '../domain'
import { useChatStore } from '../stores/chat'
import type { MessageActs, MessageActsDeps } from './messageActs'

export interface LaterActs {
  /** What may be done with a message; null until that can be told. */
  readonly rightsOf: Readonly<Ref<((message: Message) => MessageRights) | null>>
  /** Why the last thing asked of a message did not work. */
  readonly failure: Readonly<Ref<ChatErrorKind | null>>
  act(wanted: MessageAct): void
}

/** `createMessageActs`, whose code comes when the line is up. For the set-up of a view. */
export function useLaterActs(deps: Omit<MessageActsDeps, 'onFailure'>): LaterActs {
  const chat = useChatStore()
  const acts = shallowRef<MessageActs | null>(null)
  const rightsOf = shallowRef<LaterActs['rightsOf']['value']>(null)
  const failure = shallowRef<ChatErrorKind | null>(null)
  const onFailure = (kind: ChatErrorKind | null): void => {
    failure.value = kind
  }

  async function load(): Promise<void> {
    const { createMessageActs } = await import('./messageActs')
    acts.value ??= createMessageActs(chat, { ...deps, onFailure })
    rightsOf.value = acts.value.rightsOf
  }

  watch(
    () => chat.status.kind,
    () => {
      if (acts.value === null) load().catch(() => undefined)
    },
    { immediate: true },
  )
  watch(deps.channelId, () => {
    failure.value = null
  })
  return { rightsOf, failure, act: (wanted) => void acts.value?.act(wanted) }
}
