/** Details go beside the text, never into it, so that they can be redacted. Tokens and passwords are never passed. */
export interface Logger {
  debug(text: string, details?: Readonly<Record<string, unknown>>): void
  warn(text: string, details?: Readonly<Record<string, unknown>>): void
}

export const silentLogger: Logger = { debug: () => undefined, warn: () => undefined }
