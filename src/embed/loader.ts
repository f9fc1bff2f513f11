import type { ParleyApi } from './api'
import { createWidget } from './widget'

declare const __PARLEY_VERSION__: string

/** Takes the place of the queue that the host page has put there, once (E1, E2). */
const before = window.Parley
if (!before?.version) {
  const version = __PARLEY_VERSION__
  const { src: scriptUrl } = document.currentScript as HTMLScriptElement // it is loaded as a script, or not at all
  const run = createWidget({ win: window, scriptUrl, version })
  const api = (...args: Parameters<typeof run>): Promise<unknown> => {
    const done = run(...args)
    // Who does not look at the promise sees at least what is wrong.
    done.catch((error: unknown) => {
      console.error('Parley:', error)
    })
    return done
  }
  window.Parley = Object.assign(api, { version }) as unknown as ParleyApi
  for (const waiting of before?.q ?? []) void api(...(waiting as unknown as [string]))
}
