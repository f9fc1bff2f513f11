import type { ChannelId, MessageId } from '../../domain'

/** Something the server does for a text that begins with `/` and its name. */
export interface SlashCommand {
  /** Without the slash. */
  readonly name: string
  /** What may follow, and what it is for: texts of the server, or keys of its texts; empty for nothing. */
  readonly params: string
  readonly description: string
}

export interface CommandCall {
  readonly channelId: ChannelId
  /** First message of the thread it was written in. */
  readonly rootId: MessageId | null
  readonly name: string
  readonly params: string
}

export interface Commands {
  /** Those that the server carries out. Asked once in a connection. */
  list(): Promise<readonly SlashCommand[]>
  /** What it has to say comes as a whisper, also why it could not be done. */
  run(call: CommandCall): Promise<void>
}
