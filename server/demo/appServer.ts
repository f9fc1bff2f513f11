/** What serves the app of the demo: the build (staticServer.ts) or the sources (devServer.ts). */
export interface AppServer {
  readonly url: string
  /** Ends all connections and frees the port. Idempotent. */
  stop(): Promise<void>
}

export interface AppServerOptions {
  /** 0 asks for any free port. */
  readonly port: number
  /** Served as /config.json, whatever the files say. */
  readonly config: unknown
  /** HTML by path, besides the app. */
  readonly pages: Readonly<Record<string, string>>
  /** Origins that the app talks to, as `http://host:port`. */
  readonly backends: readonly string[]
}

export type StartAppServer = (options: AppServerOptions) => Promise<AppServer>
