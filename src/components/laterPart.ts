import type { Component } from 'vue'
import { lazyPart } from './lazyPart'

type Parts = typeof import('./laterParts')

const fetchParts = (): Promise<Readonly<Record<keyof Parts, Component>>> => import('./laterParts')

/** A component that comes after the first screen, or when it is first needed. For the set-up of a component. */
export function laterPart<Name extends keyof Parts>(name: Name): Parts[Name] {
  return lazyPart(name, async () => (await fetchParts())[name] as Parts[Name])
}

/**
 * Fetches them all: what is said without a line cannot be fetched then. A failure is left to the next need.
 * @param loadTexts fetches the texts that come after the first screen
 */
export function fetchLaterParts(loadTexts: () => Promise<void>): void {
  Promise.all([fetchParts(), loadTexts()]).catch(() => undefined)
}
