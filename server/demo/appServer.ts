/** What serves the app of the demo: the build (staticServer.ts) or the sources (devServer.ts). */
export interface AppServer {
  readonly url: string
  /** Ends all connections and frees the port. Idempotent. */
  stop(): Promise<void>
}

/** What is served besides the files, and what the pages may do. Origins are written as `http://host:port`. */
export interface AppContent {
  /** Served as /config.json, whatever the files say. */
  readonly config: unknown
  /** HTML by path, besides the app. */
  readonly pages?: Readonly<Record<string, string>>
  /** Origins that the app talks to. */
  readonly backends?: readonly string[]
  /** Other origins that may show the app in a frame. */
  readonly framedBy?: readonly string[]
  /** Other origins that the pages show in frames. */
  readonly frames?: readonly string[]
}

export interface AppServerOptions {
  /** 0 asks for any free port. */
  readonly port: number
  /** Tells several servers of the same sources apart. */
  readonly name?: string
  /** A promise of it where it depends on the server's own address: what is asked for before waits for it. */
  readonly content: AppContent | Promise<AppContent>
}

export type StartAppServer = (options: AppServerOptions) => Promise<AppServer>
