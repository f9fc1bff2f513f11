const alphabet = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz'
const length = 17

/** A message id of the form Rocket.Chat's own clients choose (rocketchat.md §1.10), from the browser's secure source. */
export function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('')
}
