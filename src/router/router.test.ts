import type { App, Component } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { channelId } from '../domain'
import { memoryHistory } from '../testing/memoryHistory'
import { createRouter, type RouterDeps } from './router'

const Chat: Component = { name: 'ChatScreen' }
const SignIn: Component = { name: 'SignInScreen' }
const channel = (id: string) => ({ name: 'channel', channelId: channelId(id) }) as const

function setUp(first: string, options: Partial<RouterDeps> & { isSignedIn?: boolean } = {}) {
  const history = memoryHistory(first)
  const user = { isSignedIn: options.isSignedIn ?? true }
  const failures: unknown[] = []
  const router = createRouter({
    history,
    screens: { chat: loadChat, signIn: loadSignIn },
    keptQuery: {},
    resumeSession: () => user.isSignedIn,
    onFailure: (error) => failures.push(error),
    ...options,
  })
  return { history, user, failures, router }
}

/** A screen that is loaded, or lost, when the test says so. */
function slowScreen() {
  let arrive!: (component: Component) => void
  let fail!: (error: Error) => void
  const loading = new Promise<{ default: Component }>((resolve, reject) => {
    arrive = (component) => resolve({ default: component })
    fail = reject
  })
  return { load: () => loading, arrive, fail }
}

const loadChat = () => Promise.resolve({ default: Chat })
const loadSignIn = () => Promise.resolve({ default: SignIn })

describe('where the app starts', () => {
  it('shows what the address names, and adds nothing to the history', async () => {
    const { router, history } = setUp('/channel/x/m1?user=ann')
    expect(router.screen.value).toBeNull()
    await router.start()
    expect(router.screen.value).toBe(Chat)
    expect(router.route.value).toMatchObject({ ...channel('x'), messageId: 'm1' })
    expect(history.entries).toEqual(['/channel/x/m1?user=ann'])
  })

  it.each(['/nowhere?user=ann', '/channel/%?user=ann'])('leads from %s home', async (address) => {
    const { router, history } = setUp(address)
    await router.start()
    expect(router.route.value.name).toBe('home')
    expect(history.entries).toEqual(['/?user=ann'])
  })

  it('puts the kept part of the query into every address', async () => {
    const { router, history } = setUp('/?profile=bob', { keptQuery: { profile: 'ann' } })
    await router.start()
    await router.push(channel('x'))
    expect(history.entries).toEqual(['/?profile=ann', '/channel/x?profile=ann'])
    expect(router.hrefOf(channel('y'))).toBe('/base/channel/y?profile=ann')
  })
})

describe('without a session', () => {
  it('everything leads to the sign-in page, which leads back', async () => {
    const { router, history, user } = setUp('/channel/x?user=ann', { isSignedIn: false })
    await router.start()
    expect(router.screen.value).toBe(SignIn)
    expect(router.route.value).toEqual({
      name: 'signIn',
      query: { user: 'ann', redirect: '/channel/x?user=ann' },
    })
    await router.push({ name: 'home' })
    expect(router.route.value).toEqual({ name: 'signIn', query: { redirect: '/' } })
    user.isSignedIn = true
    await router.replace(channel('x'))
    expect(router.screen.value).toBe(Chat)
    expect(history.entries.at(-1)).toBe('/channel/x')
  })

  it('going back leads to the sign-in page as well', async () => {
    const { router, history, user } = setUp('/')
    await router.start()
    await router.push(channel('x'))
    user.isSignedIn = false
    history.move(-1)
    await vi.waitFor(() => expect(router.screen.value).toBe(SignIn))
    expect(history.address).toBe('/sign-in?redirect=%2F')
  })

  it('a session that ends while the chat loads leads to the sign-in page', async () => {
    const chat = slowScreen()
    const { router, user } = setUp('/', { screens: { chat: chat.load, signIn: loadSignIn } })
    const started = router.start()
    user.isSignedIn = false
    chat.arrive(Chat)
    await started
    expect(router.screen.value).toBe(SignIn)
  })
})

it('with a session the sign-in page leads home', async () => {
  const { router, history } = setUp('/sign-in?redirect=%2Fchannel%2Fx')
  await router.start()
  expect(router.route.value).toEqual({ name: 'home', query: {} })
  expect(history.entries).toEqual(['/'])
})

describe('navigation', () => {
  it('to where the user is changes nothing', async () => {
    const { router, history } = setUp('/channel/x')
    await router.start()
    const before = router.route.value
    await router.push(channel('x'))
    await router.replace(channel('x'))
    expect(router.route.value).toBe(before)
    expect(history.entries).toEqual(['/channel/x'])
  })

  it('takes place at once when the screen is there', async () => {
    const { router, history } = setUp('/')
    await router.start()
    void router.push(channel('x'))
    void router.push(channel('x'))
    expect(router.route.value).toMatchObject(channel('x'))
    expect(history.entries).toEqual(['/', '/channel/x'])
  })

  it('follows the user back, forward, and to an address that was typed', async () => {
    const { router, history } = setUp('/channel/x')
    await router.start()
    await router.push(channel('y'))
    history.move(-1)
    expect(router.route.value).toMatchObject(channel('x'))
    history.move(1)
    expect(router.route.value).toMatchObject(channel('y'))
    history.enter('/nowhere')
    expect(router.route.value.name).toBe('home')
    expect(history.entries).toEqual(['/channel/x', '/channel/y', '/'])
  })

  it('the last of several wins while a screen loads', async () => {
    const signIn = slowScreen()
    const { router, history, user } = setUp('/', {
      screens: { chat: loadChat, signIn: signIn.load },
    })
    await router.start()
    user.isSignedIn = false
    const first = router.push({ name: 'signIn' })
    user.isSignedIn = true
    await router.push(channel('x'))
    signIn.arrive(SignIn)
    await first
    expect(router.screen.value).toBe(Chat)
    expect(history.entries).toEqual(['/', '/channel/x'])
  })

  it('ends with the app', async () => {
    const { router, history } = setUp('/channel/x')
    const endings: (() => void)[] = []
    router.install({
      provide: () => undefined,
      onUnmount: (end: () => void) => endings.push(end),
    } as unknown as App)
    await router.start()
    history.push('/channel/y')
    for (const end of endings) end()
    history.move(-1)
    history.enter('/')
    expect(router.route.value).toMatchObject(channel('x'))
  })
})

describe('the way home', () => {
  it('is back where home is the page before, even when asked twice', async () => {
    const { router, history } = setUp('/?user=ann')
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
    await router.start()
    await router.push(channel('x'))
    await router.goHome()
    await router.goHome()
    expect(back).toHaveBeenCalledTimes(1)
    history.move(-1)
    expect(router.route.value.name).toBe('home')
    await router.push(channel('y'))
    await router.goHome()
    expect(back).toHaveBeenCalledTimes(2)
  })

  it.each(['/channel/w', '/sign-in'])('is a page of its own after %s', async (first) => {
    const { router, history } = setUp(first)
    await router.start()
    history.enter('/channel/x')
    await router.goHome()
    expect(history.entries.at(-1)).toBe('/')
    expect(history.entries).toHaveLength(3)
  })
})

describe('a screen whose code cannot be loaded', () => {
  it('is told, and what was shown stays', async () => {
    const lost = new Error('gone')
    const { router, history, user, failures } = setUp('/', {
      screens: { chat: loadChat, signIn: () => Promise.reject(lost) },
    })
    await router.start()
    user.isSignedIn = false
    await router.push({ name: 'signIn' })
    expect(failures).toEqual([lost])
    expect(router.screen.value).toBe(Chat)
    expect(history.entries).toEqual(['/'])
  })

  it('is asked for anew the next time', async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error('gone'))
    load.mockResolvedValue({ default: Chat })
    const { router, failures } = setUp('/', {
      screens: { chat: load, signIn: loadSignIn },
    })
    await router.start()
    await router.push({ name: 'home' })
    expect(failures).toHaveLength(1)
    expect(router.screen.value).toBe(Chat)
  })

  it('is not told when the user went elsewhere meanwhile', async () => {
    const chat = slowScreen()
    const { router, user, failures } = setUp('/', {
      screens: { chat: chat.load, signIn: loadSignIn },
    })
    const started = router.start()
    user.isSignedIn = false
    await router.push({ name: 'signIn' })
    chat.fail(new Error('gone'))
    await started
    expect(failures).toEqual([])
    expect(router.screen.value).toBe(SignIn)
  })
})
