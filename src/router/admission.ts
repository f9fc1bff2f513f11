import { formatAddress, type Route } from './address'

/** What can be loaded and shown. */
export type Screen = 'signIn' | 'chat'

export function screenOf({ name }: Route): Screen {
  return name === 'signIn' ? 'signIn' : 'chat'
}

/** Where a route leads: without a session to the sign-in page, which leads back; with one, never there. */
export function admit(wanted: Route, isSignedIn: boolean): Route {
  const isSignIn = wanted.name === 'signIn'
  if (isSignedIn) return isSignIn ? { name: 'home', query: {} } : wanted
  if (isSignIn) return wanted
  return { name: 'signIn', query: { ...wanted.query, redirect: formatAddress(wanted) } }
}
