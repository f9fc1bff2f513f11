import type { InjectionKey } from 'vue'

/** What somebody is called; null when it is not known. It is asked for when it is said, and tells nothing when it changes. */
export type NameOfPerson = (username: string) => string | null

/** Provided by the view that knows the people. */
export const personNameKey: InjectionKey<NameOfPerson> = Symbol('personName')
