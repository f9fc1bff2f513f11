import { shallowRef } from 'vue'

const signOf = shallowRef<((shortCode: string) => string | undefined) | null>(null)
let isLoading = false

/**
 * The emoji of a short code without colons, or the code in its colons while the table is on its way and where it
 * has none. Reactive: what rendered with it renders again once the table is here.
 */
export function emojiSign(shortCode: string): string {
  if (signOf.value === null) void loadTable()
  return signOf.value?.(shortCode) ?? `:${shortCode}:`
}

/** The first emoji loads the table. A failure leaves the codes, and the next emoji tries again. */
async function loadTable(): Promise<void> {
  if (isLoading) return
  isLoading = true
  try {
    signOf.value = (await import('./emojiTable')).signOf
  } catch {
    isLoading = false
  }
}
