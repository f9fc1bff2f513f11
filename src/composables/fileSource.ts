import { inject, type InjectionKey } from 'vue'

/** Files of the chat server that an address alone does not open. The view above provides it. */
export interface FileSource {
  /** Whether the server keeps what is at this address. */
  isOwn(url: string): boolean
  /** Whether it lies at a server that is not the chat's: to load it tells that server who looks. */
  isForeign(url: string): boolean
  /** Whether it shows it to users only; false for what is not its own. */
  isProtected(url: string): boolean
  /** Another number each time that the server is there again: what could not be had is tried anew. */
  line(): number
  /** Rejects when it cannot be had, or is larger. */
  fetch(url: string, maxBytes: number): Promise<Blob>
}

export const fileSourceKey: InjectionKey<FileSource> = Symbol('fileSource')

/** Where an address is all there is. */
const plainSource: FileSource = {
  isOwn: () => false,
  isForeign: () => false,
  isProtected: () => false,
  line: () => 0,
  fetch: () => Promise.reject(new Error('no source of files')),
}

export function useFileSource(): FileSource {
  return inject(fileSourceKey, plainSource)
}
