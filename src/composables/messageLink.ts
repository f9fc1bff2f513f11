import type { InjectionKey } from 'vue'
import type { Message } from '../domain'

/** The whole address that leads to a message. */
export type LinkToMessage = (message: Message) => string

/** Provided by the view that knows the addresses of the app. */
export const messageLinkKey: InjectionKey<LinkToMessage> = Symbol('messageLink')
