import { readFile } from 'node:fs/promises'

/** A window of the page: one user, by one way. */
export interface Side {
  readonly username: string
  readonly name: string
  /** The channel that is open, as an address. */
  readonly url: string
}

/** Reads the page's template. */
export async function readSideBySide(): Promise<string> {
  return readFile(new URL('sideBySide.html', import.meta.url), 'utf8')
}

/** Fills the template with two users, of whom the right one comes by the relay. */
export function renderSideBySide(template: string, left: Side, right: Side): string {
  const values: Readonly<Record<string, string>> = {
    leftName: left.name,
    leftUrl: `${left.url}?profile=left&user=${encodeURIComponent(left.username)}`,
    rightName: right.name,
    rightUrl: `${right.url}?profile=right&user=${encodeURIComponent(right.username)}`,
  }
  return template.replace(/\{\{(\w+)\}\}/g, (_match, key: string) => escapeHtml(values[key] ?? ''))
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
