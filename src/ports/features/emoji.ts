/** An emoji of the workspace's own: a picture. */
export interface WorkspaceEmoji {
  /** The code that is sent first, then its other names; without colons. */
  readonly codes: readonly [string, ...string[]]
  /** Absolute. */
  readonly url: string
}

export interface EmojiSource {
  list(): Promise<readonly WorkspaceEmoji[]>
}
