import type { Logger } from '../ports'

/** Warnings go to the console; debug lines too while developing. */
export function createConsoleLogger(isVerbose: boolean): Logger {
  return {
    debug(text, details = {}) {
      if (isVerbose) console.debug(`[parley] ${text}`, details)
    },
    warn(text, details = {}) {
      console.warn(`[parley] ${text}`, details)
    },
  }
}
