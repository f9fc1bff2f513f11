import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { channelId, ChatError, emptyState, noCapabilities } from '../domain'
import type { Accounts, Credentials, CredentialsKeeper } from '../ports'
import type { CredentialTabsListener } from '../session'
import { aChannel, aMembership, ann } from '../testing/builders'
import { reduce } from '../domain'
import { fakeSession, type FakeSession } from '../testing/fakeSession'
import { memoryStorage } from '../testing/memoryStorage'
import { useAuthStore } from './auth'
import { useChatStore } from './chat'
import { useDraftStore } from './drafts'
import { usePreferenceStore } from './preferences'
import { servicesKey, type AppServices } from './services'

describe('stores', () => {
  let frames: (() => void)[]
  let sessions: FakeSession[]
  let keepers: CredentialsKeeper[]
  let services: AppServices
  const tabs = {
    listener: null as CredentialTabsListener | null,
    tellRenewed: vi.fn(),
    tellSignedOut: vi.fn(),
    ask: vi.fn(() => Promise.resolve()),
  }
  const signIn = vi.fn<Accounts['signIn']>()
  const signOut = vi.fn<Accounts['signOut']>()
  const form = { user: 'ann', password: 'ann' }

  function paint(): void {
    for (const run of frames.splice(0)) run()
  }

  function newPage(): void {
    const app = createApp({})
    const pinia = createPinia()
    app.use(pinia)
    app.provide(servicesKey, services)
    setActivePinia(pinia)
  }

  beforeEach(() => {
    frames = []
    sessions = []
    keepers = []
    signIn.mockReset()
    signIn.mockImplementation(({ user }) => Promise.resolve({ userId: `u-${user}`, token: 't' }))
    tabs.tellRenewed.mockClear()
    tabs.tellSignedOut.mockClear()
    signOut.mockReset()
    signOut.mockResolvedValue()
    services = {
      accounts: { signIn, signOut },
      createSession: (_credentials: Credentials, keeper: CredentialsKeeper) => {
        const session = fakeSession()
        sessions.push(session)
        keepers.push(keeper)
        return session
      },
      openCredentialTabs: (listener) => {
        tabs.listener = listener
        return Promise.resolve(tabs)
      },
      tabStorage: memoryStorage(),
      deviceStorage: memoryStorage(),
      scheduleFrame: (run) => void frames.push(run),
    }
    newPage()
  })

  it('keeps the sign-in for the tab, or for the device when asked to, and takes it up again', async () => {
    await useAuthStore().signIn(form, false)
    expect(services.deviceStorage.read('credentials')).toBeNull()
    newPage()
    expect(useAuthStore().resume()).toBe(true)
    await useAuthStore().signOut()
    await useAuthStore().signIn(form, true)
    expect(services.tabStorage.read('credentials')).toBeNull()
    expect(services.deviceStorage.read('credentials')).not.toBeNull()
  })

  it('C10 renewed credentials take the place of the old ones, where those were kept', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, true)
    const renewed = { userId: 'u-ann', token: 'new', hubToken: 'h', renewal: 'r', expiresAt: 7 }
    keepers[0]?.write(renewed)
    expect(keepers[0]?.read()).toEqual(renewed)
    expect(services.tabStorage.read('credentials')).toBeNull()
    newPage()
    expect(useAuthStore().resume()).toBe(true)
    await useAuthStore().signOut()
    expect(signOut).toHaveBeenLastCalledWith(renewed)
  })

  it('nothing is kept of a renewal that ends after the sign-out', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    await auth.signOut()
    keepers[0]?.write({ userId: 'u-ann', token: 'late' })
    expect(services.tabStorage.read('credentials')).toBeNull()
    newPage()
    expect(useAuthStore().resume()).toBe(false)
  })

  it('C11 a sign-out in another tab of the same sign-in ends this one, and revokes nothing again', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    expect(tabs.listener?.current()).toMatchObject({ userId: 'u-ann' })
    tabs.listener?.onSignedOut()
    expect(auth.session).toBeNull()
    expect(sessions[0]?.isClosed).toBe(true)
    expect(services.tabStorage.read('credentials')).toBeNull()
    expect(signOut).not.toHaveBeenCalled()
  })

  it('C11 signing out is told to the tabs that share the sign-in', async () => {
    await useAuthStore().signIn(form, true)
    expect(tabs.listener?.isDevices()).toBe(true)
    await useAuthStore().signOut()
    expect(tabs.tellSignedOut).toHaveBeenCalledWith({ userId: 'u-ann', token: 't' }, true)
  })

  it('C10, C11 what another tab renewed is kept here, and what this one renewed is told', async () => {
    await useAuthStore().signIn(form, false)
    const theirs = { userId: 'u-ann', token: 'theirs', renewal: 'r2' }
    tabs.listener?.onRenewed(theirs)
    expect(keepers[0]?.read()).toEqual(theirs)
    keepers[0]?.write(theirs)
    await keepers[0]?.ask?.(theirs)
    expect(tabs.tellRenewed).not.toHaveBeenCalled()
    const ours = { ...theirs, token: 'ours', renewal: 'r3' }
    keepers[0]?.write(ours)
    await keepers[0]?.ask?.(ours)
    expect(tabs.tellRenewed).toHaveBeenCalledWith(theirs, ours)
    expect(tabs.ask).toHaveBeenCalledWith(ours)
  })

  it('C11 signing out ends what another tab has renewed', async () => {
    const first = { userId: 'u-ann', token: 't', renewal: 'r' }
    signIn.mockResolvedValueOnce(first)
    await useAuthStore().signIn(form, true)
    const renewed = { userId: 'u-ann', token: 'of the other tab', renewal: 'its key' }
    services.deviceStorage.write('credentials', JSON.stringify(renewed))
    await useAuthStore().signOut()
    expect(services.deviceStorage.read('credentials')).toBeNull()
    expect(signOut).toHaveBeenLastCalledWith(renewed)
  })

  it.each([
    ['signed somebody else in', JSON.stringify({ userId: 'u-bob', token: 'b', renewal: 'r' })],
    ['signed out', null],
  ])('a renewal keeps nothing where another tab %s meanwhile', async (_, kept) => {
    await useAuthStore().signIn(form, true)
    if (kept === null) services.deviceStorage.remove('credentials')
    else services.deviceStorage.write('credentials', kept)
    const renewed = { userId: 'u-ann', token: 'new', renewal: 'r2' }
    keepers[0]?.write(renewed)
    expect(services.deviceStorage.read('credentials')).toBe(kept)
    await useAuthStore().signOut()
    expect(services.deviceStorage.read('credentials')).toBe(kept)
    expect(signOut).toHaveBeenLastCalledWith(renewed)
  })

  it.each(['{', '7', 'null', '{"userId":1,"token":"t"}', '{"userId":"u"}'])(
    'does not take up %j as a sign-in',
    (text) => {
      services.tabStorage.write('credentials', text)
      expect(useAuthStore().resume()).toBe(false)
    },
  )

  it('tells why a sign-in failed, and runs one at a time', async () => {
    signIn.mockRejectedValueOnce(new ChatError('auth', 'no', { code: 'wrongCredentials' }))
    const auth = useAuthStore()
    const [first, second] = await Promise.all([auth.signIn(form, false), auth.signIn(form, false)])
    expect([first, second]).toEqual([false, false])
    expect(signIn).toHaveBeenCalledTimes(1)
    expect(auth.failure?.code).toBe('wrongCredentials')
  })

  it('signing out ends the session and forgets the credentials even when the server cannot be told', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, true)
    signOut.mockRejectedValueOnce(new ChatError('connection', 'down'))
    await expect(auth.signOut()).rejects.toThrow('down')
    expect(sessions[0]?.isClosed).toBe(true)
    expect(services.deviceStorage.read('credentials')).toBeNull()
    expect(auth.session).toBeNull()
  })

  it('signing out leaves alone what another tab signed in for the device', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    const other = JSON.stringify({ userId: 'u-bob', token: 'other' })
    services.deviceStorage.write('credentials', other)
    await auth.signOut()
    expect(services.deviceStorage.read('credentials')).toBe(other)
    expect(services.tabStorage.read('credentials')).toBeNull()
  })

  it('C10 another user after a renewal: the session stops, what it kept is wiped, and a new one starts', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    sessions[0]?.change(emptyState, { kind: 'closed', reason: 'userChanged' })
    await vi.waitUntil(() => sessions.length === 2)
    expect(sessions[0]?.isClosed).toBe(true)
    expect(sessions[0]?.forget).toHaveBeenCalledTimes(1)
    expect(auth.session).toBe(sessions[1])
    expect(useChatStore().state).toBe(emptyState)
  })

  it('what was kept for the next start is wiped at a sign-out and when the credentials are refused', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    await auth.signOut()
    await auth.signIn(form, false)
    sessions[1]?.change(emptyState, { kind: 'closed', reason: 'credentialsRefused' })
    for (const session of sessions) expect(session.forget).toHaveBeenCalledTimes(1)
  })

  it('C6 refused credentials end the session and say so', async () => {
    const auth = useAuthStore()
    await auth.signIn(form, false)
    sessions[0]?.change(emptyState, { kind: 'closed', reason: 'credentialsRefused' })
    expect(auth.session).toBeNull()
    expect(auth.wasExpired).toBe(true)
    expect(auth.resume()).toBe(false)
  })

  it('shows what arrived in one frame at once, and nothing of a session that ended', async () => {
    const auth = useAuthStore()
    const chat = useChatStore()
    await auth.signIn(form, false)
    const events = [
      { type: 'signedIn', me: ann, facts: emptyState.facts, capabilities: noCapabilities },
      { type: 'channelUpserted', channel: aChannel() },
      { type: 'channelsFetched' },
      { type: 'membershipUpserted', membership: aMembership({ unread: 3, hasAlert: true }) },
    ] as const
    const state = events.reduce(reduce, emptyState)
    sessions[0]?.change(state)
    sessions[0]?.change(state)
    expect(frames).toHaveLength(1)
    expect(chat.isLoaded).toBe(false)
    paint()
    expect(chat.isLoaded).toBe(true)
    expect(chat.totals.total).toBe(3)
    expect(chat.sections.public.length).toBe(1)
    sessions[0]?.change(state)
    await auth.signOut()
    paint()
    await nextTick()
    expect(chat.isLoaded).toBe(false)
    expect(chat.sections.public.length).toBe(0)
  })

  it('V3 a choice that is not of the order of channels moves none', () => {
    const preferences = usePreferenceStore()
    const { sections } = useChatStore()
    preferences.choose({ density: 'compact', theme: 'dark' })
    expect(useChatStore().sections).toBe(sections)
    preferences.choose({ order: 'byName' })
    expect(useChatStore().sections).not.toBe(sections)
  })

  it('R10 a channel that is entered is the one on the screen at once, never the one before', async () => {
    const auth = useAuthStore()
    const chat = useChatStore()
    signIn.mockResolvedValue({ userId: 'u-ann', token: 't' })
    await auth.signIn(form, false)
    const [session] = sessions
    if (session === undefined) throw new Error('no session')
    const id = channelId('c1')
    session.enterChannel = (next) => {
      session.change({ ...session.state, currentId: next })
    }
    chat.enterChannel(id)
    expect(chat.currentId).toBe(id)
    chat.enterChannel(null)
    expect(chat.currentId).toBe(null)
  })

  it('keeps drafts over a reload, and apart from those of another user', async () => {
    const id = channelId('c1')
    await useAuthStore().signIn(form, false)
    useDraftStore().write(id, 'half a thought')
    newPage()
    useAuthStore().resume()
    expect(useDraftStore().textOf(id)).toBe('half a thought')
    await useAuthStore().signOut()
    await useAuthStore().signIn({ user: 'bob', password: 'bob' }, false)
    expect(useDraftStore().textOf(id)).toBe('')
    await useAuthStore().signOut()
    await useAuthStore().signIn(form, false)
    expect(useDraftStore().textOf(id)).toBe('half a thought')
  })

  it('remembers how the device shows the app, and falls back from what it does not know', () => {
    usePreferenceStore().choose({ theme: 'dark' })
    services.deviceStorage.write('locale', 'klingon')
    newPage()
    expect(usePreferenceStore().choices.theme).toBe('dark')
    expect(usePreferenceStore().choices.locale).toBe('system')
  })

  it('keeps which sections each user has closed', async () => {
    signIn.mockResolvedValue({ userId: 'u-ann', token: 't' })
    await useAuthStore().signIn(form, false)
    usePreferenceStore().setCollapsed('public', true)
    usePreferenceStore().setCollapsed('direct', true)
    usePreferenceStore().setCollapsed('public', false)
    await useAuthStore().signOut()
    expect(usePreferenceStore().collapsed.has('direct')).toBe(false)
    await useAuthStore().signIn(form, false)
    expect([...usePreferenceStore().collapsed].filter(Boolean)).toEqual(['direct'])
  })
})
