import type { FileSource } from './fileSource'
import { mostBytes } from './protectedFiles'

/**
 * Saves a file under its name. It never opens as a page: what somebody uploaded would run as ours. Rejects when it cannot be
 * had.
 */
export async function saveFile(source: FileSource, url: string, name: string): Promise<void> {
  const content = await source.fetch(url, mostBytes)
  const bytes = new Blob([content], { type: 'application/octet-stream' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  // The browser reads it after this turn.
  setTimeout(() => {
    URL.revokeObjectURL(link.href)
  }, 60_000)
}
