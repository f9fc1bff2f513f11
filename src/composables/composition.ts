/** Code that browsers report for each key an input method has taken. */
const takenByInputMethod = 229

/** Whether a key belongs to an open composition, of Chinese, Japanese or Korean (K1). */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only sign of a composition in some browsers
  return event.isComposing || event.keyCode === takenByInputMethod
}
