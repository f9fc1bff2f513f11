import type { FileContent } from '../domain'

/** The browser's forms and bytes, for the transports. Content is always a Blob here. */
export const browserFiles = {
  toForm(content: FileContent, name: string, fields: Readonly<Record<string, string>>): FormData {
    const form = new FormData()
    for (const [key, value] of Object.entries(fields)) form.append(key, value)
    form.append('file', toBlob(content), name)
    return form
  },
  async isReadable(content: FileContent): Promise<boolean> {
    try {
      await toBlob(content).slice(0, 1).arrayBuffer()
      return true
    } catch {
      return false
    }
  },
  toContent: (bytes: ArrayBuffer, type: string): FileContent => new Blob([bytes], { type }),
}

/** Throws for content that did not come from this browser. */
export function toBlob(content: FileContent): Blob {
  if (content instanceof Blob) return content
  throw new TypeError('the content is no Blob')
}
