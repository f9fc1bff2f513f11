/**
 * Records that outlive the page, shared by the tabs of one origin. Anything that can be cloned can be kept; what is read was
 * written by another version of the app, perhaps, and is decoded before it is trusted.
 */
export interface RecordStorage {
  /** `memory`: the browser refuses to keep anything, and what is written ends with the page. */
  readonly kind: 'persistent' | 'memory'
  /** All records, in the order of their keys. */
  readAll(): Promise<readonly (readonly [key: string, value: unknown])[]>
  /**
   * Writes and removes (`undefined`) in one step: all of it or nothing. Resolves when a crash of the tab cannot take it any
   * more. Rejects when the browser does not take it (full).
   */
  write(changes: ReadonlyMap<string, unknown>): Promise<void>
  /** Removes everything. */
  clear(): Promise<void>
}

/** Opens the records of a name, made when there are none. Never rejects: where the browser blocks them, they are in memory. */
export type OpenRecords = (name: string) => Promise<RecordStorage>

/** Removes the records of a name; whoever has them open can write no more. Resolves when they are gone. May reject. */
export type RemoveRecords = (name: string) => Promise<void>
