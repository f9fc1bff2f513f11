import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { toChatError, type ChatError } from '../domain'
import type { Credentials, KeyValueStorage, PasswordSignIn } from '../ports'
import type { CredentialTabs, Session } from '../session'
import { useServices } from './services'

const credentialsKey = 'credentials'

/** Who is signed in at this client, and the session that belongs to it. */
export const useAuthStore = defineStore('auth', () => {
  const services = useServices()
  const forTab = services.credentialStorage ?? services.tabStorage
  const storages = [forTab, services.deviceStorage]
  const session = shallowRef<Session | null>(null)
  const isSigningIn = shallowRef(false)
  const failure = shallowRef<ChatError | null>(null)
  /** The server ended the session: the sign-in page tells why it is shown. */
  const wasExpired = shallowRef(false)
  const credentials = shallowRef<Credentials | null>(null)
  /** Whose session it is; null while nobody is signed in. */
  const userId = computed(() => credentials.value?.userId ?? null)

  /** Where this sign-in is kept. */
  let keptBy: KeyValueStorage | null = null
  const opened = services.openCredentialTabs?.({
    current: () => credentials.value,
    isDevices: () => keptBy === services.deviceStorage,
    onRenewed: keep,
    onSignedOut: () => void end(),
  })

  /** Other tabs are told and asked where they can be; without their code this one is alone. */
  async function withTabs(run: (tabs: CredentialTabs) => void | Promise<void>): Promise<void> {
    const tabs = await opened?.catch(() => undefined)
    if (tabs !== undefined) await run(tabs)
  }

  function keep(renewed: Credentials): void {
    const isKept = keptBy !== null && keptIn(keptBy) !== null
    if (isKept) keptBy?.write(credentialsKey, JSON.stringify(renewed))
    credentials.value = renewed
  }

  function begin(next: Credentials, storage: KeyValueStorage): void {
    credentials.value = next
    keptBy = storage
    wasExpired.value = false
    const started = services.createSession(next, {
      read: () => readCredentials(storage.read(credentialsKey)),
      write(renewed) {
        const before = credentials.value
        if (session.value !== started || before === null) return
        keep(renewed)
        if (before.token !== renewed.token)
          void withTabs((tabs) => {
            tabs.tellRenewed(before, renewed)
          })
      },
      ask: (stale) => withTabs((tabs) => tabs.ask(stale)),
    })
    session.value = started
    started.listen(({ status }) => {
      if (status.kind !== 'closed') return
      if (status.reason === 'credentialsRefused') expire(started)
      else if (status.reason === 'userChanged') void startAnew(started, storage)
    })
    started.start()
  }

  /** Gives the credentials that ended, as renewed last. */
  function end(): Credentials | null {
    failure.value = null
    session.value?.close()
    void session.value?.forget()
    session.value = null
    let ended = credentials.value
    for (const storage of storages) {
      const kept = keptIn(storage)
      if (kept !== null) storage.remove(credentialsKey)
      ended = kept ?? ended
    }
    credentials.value = null
    keptBy = null
    return ended
  }

  /**
   * What is kept of this sign-in, which another tab may have renewed. Null when another tab signed out, or somebody
   * else in: that is not ours to end or to replace.
   */
  function keptIn(storage: KeyValueStorage): Credentials | null {
    const kept = readCredentials(storage.read(credentialsKey))
    const own = credentials.value
    if (kept === null || kept.userId !== own?.userId) return null
    return kept.token === own.token || kept.renewal !== undefined ? kept : null
  }

  /** The same sign-in is another user's now: stop, wipe, start (C10). */
  async function startAnew(ended: Session, storage: KeyValueStorage): Promise<void> {
    if (session.value !== ended) return
    ended.close()
    await ended.forget()
    const own = credentials.value
    if (session.value === ended && own !== null) begin(own, storage)
  }

  function expire(ended: Session): void {
    if (session.value !== ended) return
    end()
    wasExpired.value = true
  }

  /** Takes up the session that was kept over a reload. True when there was one. */
  function resume(): boolean {
    if (session.value !== null) return true
    for (const storage of storages) {
      const kept = readCredentials(storage.read(credentialsKey))
      if (kept === null) continue
      begin(kept, storage)
      return true
    }
    return false
  }

  /** Begins the session of a user who has signed in, here or at a host application (E10). */
  function accept(next: Credentials, storage = forTab): void {
    storage.write(credentialsKey, JSON.stringify(next))
    begin(next, storage)
  }

  /** Resolves with whether it worked; `failure` tells why not. `staysSignedIn` outlives the browser. */
  async function signIn(form: PasswordSignIn, staysSignedIn: boolean): Promise<boolean> {
    if (isSigningIn.value) return false
    isSigningIn.value = true
    failure.value = null
    try {
      const next = await services.accounts.signIn(form)
      accept(next, staysSignedIn ? services.deviceStorage : forTab)
      return true
    } catch (error) {
      failure.value = toChatError(error)
      return false
    } finally {
      isSigningIn.value = false
    }
  }

  /** Ends the session here at once, and revokes the token on the server. Rejects when the server could not be told. */
  async function signOut(): Promise<void> {
    const isDevices = keptBy === services.deviceStorage
    const revoked = end()
    if (revoked === null) return
    void withTabs((tabs) => {
      tabs.tellSignedOut(revoked, isDevices)
    })
    await services.accounts.signOut(revoked)
  }

  return { session, userId, isSigningIn, failure, wasExpired, resume, accept, signIn, signOut }
})

function readCredentials(text: string | null): Credentials | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { userId, token, hubToken, renewal, expiresAt } = value as Record<string, unknown>
    if (typeof userId !== 'string' || typeof token !== 'string') return null
    return {
      userId,
      token,
      ...(typeof hubToken === 'string' ? { hubToken } : {}),
      ...(typeof renewal === 'string' ? { renewal } : {}),
      ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    }
  } catch {
    return null
  }
}
