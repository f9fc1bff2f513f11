/** `/api`: who is calling, which route, what goes wrong (rocketchat.md §5.1). Knows no sockets. */
import type { IncomingHttpHeaders } from 'node:http'
import type { User } from '../world/types'
import { accountRoutes } from './accountRoutes'
import { adminRoutes } from './adminRoutes'
import { answerFor, failure, NOT_SIGNED_IN, success, tooManyRequests, type Answer } from './answers'
import { chatRoutes } from './chatRoutes'
import { peopleRoutes } from './peopleRoutes'
import type { RateLimiter } from './rateLimit'
import { roomRoutes } from './roomRoutes'
import type { Route, Site } from './route'
import { isRecord } from './shape'

export interface ApiRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly address: string
}

export interface Caller {
  readonly user: User | null
  readonly token: string | null
}

export interface Api {
  callerOf: (headers: IncomingHttpHeaders) => Caller
  /** Never throws: every failure is an answer. */
  answer: (request: ApiRequest) => Answer
}

const PREFIX = '/api/v1/'
const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...roomRoutes,
  ...chatRoutes,
  ...peopleRoutes,
  ...adminRoutes,
]

export function createApi(site: Site, limiter: RateLimiter | null): Api {
  const routes = new Map(ROUTES.map((route) => [`${route.method} ${route.name}`, route]))
  const names = new Set(ROUTES.map(({ name }) => name))
  const callerOf = (headers: IncomingHttpHeaders): Caller => findCaller(site, headers)

  const answerRoute = (request: ApiRequest, name: string): Answer => {
    const route = routes.get(`${request.method} ${name}`)
    if (route === undefined) {
      return names.has(name) ? failure(405, 'Method not allowed') : failure(404, 'Not found')
    }
    const ticket = limiter?.(`${route.method} ${name} ${request.address}`, route.limit)
    const headers = ticket?.headers ?? {}
    if (ticket !== undefined && ticket.waitSeconds !== null) {
      return { ...tooManyRequests(ticket.waitSeconds), headers }
    }
    const answer = runRoute(site, route, request, callerOf(request.headers))
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  return {
    callerOf,
    answer(request) {
      const path = request.url.pathname
      if (path === '/api/info' || path === '/api/v1/info') {
        return request.method === 'GET'
          ? info(site, callerOf(request.headers))
          : failure(405, 'Method not allowed')
      }
      if (!path.startsWith(PREFIX)) return failure(404, 'Not found')
      return answerRoute(request, path.slice(PREFIX.length))
    },
  }
}

function runRoute(site: Site, route: Route, request: ApiRequest, caller: Caller): Answer {
  if (!route.isOpen && caller.user === null) return NOT_SIGNED_IN
  try {
    const input = route.method === 'GET' ? readQuery(request.url) : readBody(request.body)
    if (input === null) return failure(400, 'Invalid JSON body')
    return route.run({ site, input, ...caller })
  } catch (error) {
    return answerFor(error)
  }
}

function findCaller(site: Site, headers: IncomingHttpHeaders): Caller {
  const userId = headers['x-user-id']
  const token = headers['x-auth-token']
  if (typeof userId !== 'string' || typeof token !== 'string') return { user: null, token: null }
  const user = site.world.users.authenticate(userId, token)
  return user === null ? { user: null, token: null } : { user, token }
}

/** Repeated keys become a list. */
function readQuery(url: URL): Readonly<Record<string, unknown>> {
  const keys = [...new Set(url.searchParams.keys())]
  return Object.fromEntries(
    keys.map((key) => {
      const values = url.searchParams.getAll(key)
      return [key, values.length > 1 ? values : values[0]]
    }),
  )
}

function readBody(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** Strangers see `major.minor` only (§5.2). */
function info(site: Site, caller: Caller): Answer {
  const isAdmin = caller.user?.roles.includes('admin') === true
  const version = isAdmin ? site.version : site.version.split('.').slice(0, 2).join('.')
  const minimumClientVersions = { desktop: '3.9.6', mobile: '4.39.0' }
  return success({ version, minimumClientVersions })
}
