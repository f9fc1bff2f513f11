import { isComposing } from '../../composables/composition'
import type { TextFormat } from './textFormat'

/** Names of keys as the list of keys writes them. */
export const formatKeys: readonly { readonly format: TextFormat; readonly keys: string }[] = [
  { format: 'bold', keys: 'Mod+B' },
  { format: 'italic', keys: 'Mod+I' },
  { format: 'strike', keys: 'Mod+Shift+X' },
  { format: 'code', keys: 'Mod+E' },
  { format: 'codeBlock', keys: 'Mod+Shift+C' },
  { format: 'numbers', keys: 'Mod+Shift+7' },
  { format: 'bullets', keys: 'Mod+Shift+8' },
  { format: 'quote', keys: 'Mod+Shift+9' },
]

/** The format that a key press asks for; null for none, and for a key of a composition (K1). */
export function readFormatKey(event: KeyboardEvent, isMac: boolean): TextFormat | null {
  const { altKey, ctrlKey, metaKey, shiftKey } = event
  const isMod = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey
  if (!isMod || altKey || isComposing(event)) return null
  // With Shift a digit is another sign on most keyboards.
  const key = /^Digit\d$/.test(event.code) ? event.code.slice(-1) : event.key.toUpperCase()
  const keys = shiftKey ? `Mod+Shift+${key}` : `Mod+${key}`
  return formatKeys.find((one) => one.keys === keys)?.format ?? null
}
