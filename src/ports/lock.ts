/**
 * Runs `run` while nothing else runs under this name, in this tab or another of the same origin, and settles as it does.
 * Where the browser has no such locks it runs at once.
 */
export type RunAlone = <T>(name: string, run: () => Promise<T>) => Promise<T>
