import { defineAsyncComponent, type Component } from 'vue'

type Parts = typeof import('./laterParts')

const fetchParts = (): Promise<Readonly<Record<keyof Parts, Component>>> => import('./laterParts')

/** A component that comes after the first screen, or when it is first needed. */
export function laterPart<Name extends keyof Parts>(name: Name): Parts[Name] {
  return defineAsyncComponent(async () => (await fetchParts())[name]) as Parts[Name]
}

/** Fetches them all: what is said without a line cannot be fetched then. A failure is left to the next need. */
export function fetchLaterParts(): void {
  fetchParts().catch(() => undefined)
}
