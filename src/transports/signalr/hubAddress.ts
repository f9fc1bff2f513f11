/** How the hub of a host application is reached; the defaults fit ASP.NET Core (docs/protocol/hub.md). */
export interface HubAddress {
  readonly url: string
  /**
   * Where the token goes: into `Authorization` or, where a browser cannot send it, the query's `access_token`; or into
   * a query key of the host's own, such as ABP's `enc_auth_token` (signalr.md §18).
   */
  readonly token: { readonly kind: 'bearer' } | { readonly kind: 'query'; readonly name: string }
  readonly transports: readonly HubTransport[]
  /** Websocket at once, for hosts behind several nodes without sticky routing. */
  readonly skipNegotiation: boolean
  /** Methods without arguments to call after the start; ABP wants `register`. */
  readonly onStart: readonly string[]
  /** The host has none of the contract's methods (H25); it is not even asked. */
  readonly isListenOnly: boolean
}

export type HubTransport = 'WebSockets' | 'ServerSentEvents' | 'LongPolling'

/** Where a host application signs its users in and lets REST through. Without a slash at the end. */
export interface HostAddress {
  readonly hub: HubAddress
  /** Root of `/api/v1`, files and avatars. */
  readonly apiUrl: string
  /** ABP's `TokenAuth/Authenticate`; null where the host hands its token over in another way. */
  readonly signInUrl: string | null
  readonly renewUrl: string | null
  readonly signOutUrl: string | null
  /** Go with every request, e.g. `Abp-TenantId`. */
  readonly headers: Readonly<Record<string, string>>
  /** The cookie whose value goes along as a header, as ABP demands where cookies authenticate. */
  readonly xsrf: { readonly cookie: string; readonly header: string } | null
}
