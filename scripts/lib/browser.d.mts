/** The path of a Chromium that starts, or null. Throws when PARLEY_CHROMIUM names one that does not. */
export function findBrowser(): Promise<string | null>
/** As `findBrowser`, but installs a browser where there is none. */
export function ensureBrowser(): Promise<string>
/** What our tests and measurements start a Chromium with. */
export const browserArguments: string[]
