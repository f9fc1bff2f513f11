/** Small drawings that some people of the demo show instead of their initials. */
import type { Core } from '../world/core'

const DRAWINGS: Readonly<Record<string, string>> = {
  // A cat.
  bob:
    '<rect width="64" height="64" fill="#f4c88a"/>' +
    '<path d="M14 30 12 12l13 9h14l13-9-2 18v22H14z" fill="#5b4a3f"/>' +
    '<circle cx="32" cy="40" r="19" fill="#5b4a3f"/>' +
    '<circle cx="24" cy="37" r="4" fill="#ffe9a8"/><circle cx="40" cy="37" r="4" fill="#ffe9a8"/>' +
    '<circle cx="24" cy="37" r="2" fill="#2b211b"/><circle cx="40" cy="37" r="2" fill="#2b211b"/>' +
    '<path d="m29 45 3 3 3-3z" fill="#f0a7a0"/>',
  // Sun over mountains.
  xiaoming:
    '<rect width="64" height="64" fill="#bfe3f2"/><circle cx="46" cy="18" r="8" fill="#ffd166"/>' +
    '<path d="M-4 64 22 24l16 24 8-11 22 27z" fill="#3d7a68"/>' +
    '<path d="m22 24 8 12-5-2-4 4-4-3-3 1z" fill="#f7fbfc"/>' +
    '<path d="M-4 64 10 48l14 16z" fill="#2c5c4f"/>',
  // A flower.
  lina:
    '<rect width="64" height="64" fill="#f6dfe6"/><g fill="#d85c86">' +
    '<circle cx="32" cy="17" r="11"/><circle cx="46" cy="28" r="11"/><circle cx="41" cy="45" r="11"/>' +
    '<circle cx="23" cy="45" r="11"/><circle cx="18" cy="28" r="11"/></g>' +
    '<circle cx="32" cy="33" r="10" fill="#ffd166"/>',
  // Overlapping papers.
  clara:
    '<rect width="64" height="64" fill="#22304a"/>' +
    '<rect x="10" y="14" width="28" height="28" rx="4" fill="#ef6f6c"/>' +
    '<circle cx="40" cy="38" r="16" fill="#f7c948" fill-opacity=".92"/>' +
    '<path d="m12 54 14-22 14 22z" fill="#5fb0b7" fill-opacity=".92"/>',
}

/** Gives them their pictures. */
export function seedAvatars({ store, newId }: Core): void {
  for (const [username, drawing] of Object.entries(DRAWINGS)) {
    const user = store.userByName(username)
    if (user === undefined) continue
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${drawing}</svg>`
    store.putAvatar({ _id: user._id, type: 'image/svg+xml', content: Buffer.from(svg, 'utf8') })
    store.putUser({ ...user, avatarETag: newId() })
  }
}
