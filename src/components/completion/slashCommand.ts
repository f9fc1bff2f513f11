/** Something the server does for a text that begins with `/` and its name. */
export interface SlashCommand {
  /** Without the slash. */
  readonly name: string
  /** What may follow, in the server's words; empty for nothing. */
  readonly params: string
  readonly description: string
}
