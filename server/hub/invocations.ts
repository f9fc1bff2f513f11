/** Runs what one client calls: plain calls one after the other, streams beside them (signalr.md §8). */
import { encodeError, encodeResult } from './codec'
import type { HubConnection } from './connection'
import { createStreams } from './streams'
import type {
  CompletionFrame,
  InvocationFrame,
  StreamInvocationFrame,
  StreamItemFrame,
} from './frames'
import { HubError, type HubMethod } from './method'
import type { ConnectionSettings } from './options'
import { quoted } from './texts'
import { createUpload, type Upload } from './uploads'

export interface InvocationDeps<P> {
  readonly methods: ReadonlyMap<string, HubMethod<P>>
  readonly connection: HubConnection<P>
  readonly settings: ConnectionSettings
  readonly send: (record: string) => void
  /** Sends, and resolves when there is room for more. */
  readonly sendPaced: (record: string) => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
}

export interface Invocations {
  /** Returns false when a call without id does not fit into the limit any more: nobody could be told. */
  start: (frame: InvocationFrame | StreamInvocationFrame) => boolean
  item: (frame: StreamItemFrame) => void
  /** Returns false when it belongs to no upload. */
  endUpload: (frame: CompletionFrame) => boolean
  cancel: (id: string) => void
  stop: () => void
}

type Frame = InvocationFrame | StreamInvocationFrame

/** Text of an error for a client: nothing of it unless it is meant for him (signalr.md §8.5). */
export function withDetails(text: string, error: unknown, detailedErrors: boolean): string {
  if (error instanceof HubError) return `${text} HubException: ${error.message}`
  if (detailedErrors && error instanceof Error) return `${text} ${error.name}: ${error.message}`
  return text
}

/** Why this call cannot be made, in the words of signalr.md §21; null when it can. */
function refusal<P>(frame: Frame, found: HubMethod<P> | undefined): string | null {
  const name = quoted(frame.target)
  if (found === undefined) return `Unknown hub method '${name}'`
  if (found.kind === 'stream' && frame.kind === 'invocation') {
    return `The client attempted to invoke the streaming '${name}' method with a non-streaming invocation.`
  }
  if (found.kind === 'call' && frame.kind === 'streamInvocation') {
    return `The client attempted to invoke the non-streaming '${name}' method with a streaming invocation.`
  }
  if (frame.streamIds.length !== found.uploadCount) {
    return `Client sent ${frame.streamIds.length} stream(s), Hub method expects ${found.uploadCount}.`
  }
  return null
}

export function createInvocations<P>(deps: InvocationDeps<P>): Invocations {
  const { settings } = deps
  const ended = new AbortController()
  const uploads = new Map<string, Upload>()
  const queue: (() => Promise<void>)[] = []
  const streams = createStreams(deps)
  let running = 0
  let isDraining = false
  let fullUploads = 0

  function fail(id: string | null, text: string): void {
    if (id !== null) deps.send(encodeError(id, text))
    else settings.log('debug', text)
  }

  function openUpload(): Upload {
    return createUpload(
      settings.limits.uploadItems,
      () => {
        fullUploads += 1
        if (fullUploads === 1) deps.pause()
      },
      () => {
        fullUploads -= 1
        if (fullUploads === 0) deps.resume()
      },
    )
  }

  function closeUploads(ids: readonly string[]): void {
    for (const id of ids) {
      uploads.get(id)?.end(null)
      uploads.delete(id)
    }
  }

  async function runCall(frame: InvocationFrame, run: () => unknown): Promise<void> {
    try {
      const result = await run()
      if (frame.id !== null) deps.send(encodeResult(frame.id, result))
    } catch (error) {
      const text = `An unexpected error occurred invoking '${quoted(frame.target)}' on the server.`
      if (!(error instanceof HubError)) settings.log('warn', text, error)
      if (frame.id !== null) fail(frame.id, withDetails(text, error, settings.detailedErrors))
    } finally {
      closeUploads(frame.streamIds)
    }
  }

  async function drain(): Promise<void> {
    if (isDraining) return
    isDraining = true
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await job()
    isDraining = false
  }

  async function aside(job: () => Promise<void>): Promise<void> {
    running += 1
    await job()
    running -= 1
  }

  function bind(frame: Frame, found: HubMethod<P>): ReturnType<HubMethod<P>['bind']> | null {
    try {
      return found.bind(frame.args)
    } catch (error) {
      const text = `Failed to invoke '${quoted(frame.target)}' due to an error on the server.`
      fail(frame.id, withDetails(text, error, settings.detailedErrors))
      return null
    }
  }

  function begin(frame: Frame, found: HubMethod<P>): void {
    const run = bind(frame, found)
    if (run === null) return
    const opened = frame.streamIds.map((id) => {
      const upload = openUpload()
      uploads.set(id, upload)
      return upload
    })
    const call = { connection: deps.connection, uploads: opened }
    if (frame.kind === 'streamInvocation') {
      const items = (signal: AbortSignal) => run({ ...call, signal }) as AsyncIterable<unknown>
      void aside(async () => {
        await streams.run(frame.id, items)
        closeUploads(frame.streamIds)
      })
      return
    }
    const job = () => runCall(frame, () => run({ ...call, signal: ended.signal }))
    if (opened.length > 0) void aside(job)
    else {
      queue.push(job)
      void drain()
    }
  }

  return {
    start(frame) {
      if (queue.length + running >= settings.limits.pendingInvocations) {
        if (frame.id === null) return false
        fail(frame.id, 'Too many invocations are pending.')
        return true
      }
      const found = deps.methods.get(frame.target.toLowerCase())
      const problem =
        refusal(frame, found) ??
        (frame.id !== null && streams.has(frame.id)
          ? `Invocation ID '${quoted(frame.id)}' is already in use.`
          : null) ??
        (new Set(frame.streamIds).size < frame.streamIds.length ||
        frame.streamIds.some((id) => uploads.has(id))
          ? 'A stream id is already in use.'
          : null)
      if (problem !== null || found === undefined) fail(frame.id, problem ?? '')
      else begin(frame, found)
      return true
    },
    item: (frame) => uploads.get(frame.id)?.push(frame.item),
    endUpload(frame) {
      const upload = uploads.get(frame.id)
      upload?.end(frame.error)
      return uploads.delete(frame.id)
    },
    cancel: (id) => streams.cancel(id),
    stop() {
      queue.length = 0
      ended.abort()
      streams.stop()
      for (const upload of uploads.values()) upload.end('The connection has ended.')
      uploads.clear()
    },
  }
}
