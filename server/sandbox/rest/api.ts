/** `/api`: who is calling, which route, what goes wrong (rocketchat.md §5.1). Knows no sockets. */
import type { IncomingHttpHeaders } from 'node:http'
import type { User } from '../world/types'
import { accountRoutes } from './accountRoutes'
import { adminRoutes } from './adminRoutes'
import { answerFor, failure, NOT_SIGNED_IN, success, tooManyRequests, type Answer } from './answers'
import { commandRoutes } from './commandRoutes'
import { directoryRoutes } from './directoryRoutes'
import { chatRoutes } from './chatRoutes'
import { discussionRoutes } from './discussionRoutes'
import { emojiRoutes } from './emojiRoutes'
import { factRoutes } from './factRoutes'
import { governRoutes } from './governRoutes'
import { markRoutes } from './markRoutes'
import { memberRoutes } from './memberRoutes'
import { membershipRoutes } from './membershipRoutes'
import { methodRoutes } from './methodRoutes'
import { peopleRoutes } from './peopleRoutes'
import { profileRoutes } from './profileRoutes'
import type { RateLimiter } from './rateLimit'
import { pushRoutes } from './pushRoutes'
import { roomRoutes } from './roomRoutes'
import { createRouteTable, type FoundRoute } from './routeTable'
import type { Form, Route, Site } from './route'
import { searchRoutes } from './searchRoutes'
import { isRecord } from './shape'
import { threadRoutes } from './threadRoutes'
import { uploadRoutes } from './uploadRoutes'

export interface ApiRequestHead {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
}

export interface ApiRequest extends ApiRequestHead {
  readonly body: string | Form
  readonly address: string
}

export interface Caller {
  readonly user: User | null
  readonly token: string | null
}

export interface Api {
  callerOf: (headers: IncomingHttpHeaders) => Caller
  /** Bytes that a file in the form of this request may have; null where no form is taken from this caller. */
  formLimit: (request: ApiRequestHead) => number | null
  /** Never throws: every failure is an answer. */
  answer: (request: ApiRequest) => Answer
}

const PREFIX = '/api/v1/'
const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...roomRoutes,
  ...uploadRoutes,
  ...chatRoutes,
  ...markRoutes,
  ...threadRoutes,
  ...searchRoutes,
  ...methodRoutes,
  ...factRoutes,
  ...profileRoutes,
  ...pushRoutes,
  ...commandRoutes,
  ...emojiRoutes,
  ...discussionRoutes,
  ...membershipRoutes,
  ...governRoutes,
  ...directoryRoutes,
  ...memberRoutes,
  ...peopleRoutes,
  ...adminRoutes,
]

export function createApi(site: Site, limiter: RateLimiter | null): Api {
  const routes = createRouteTable(ROUTES, site.version)
  const callerOf = (headers: IncomingHttpHeaders): Caller => findCaller(site, headers)

  const answerRoute = (request: ApiRequest, path: string): Answer => {
    const found = routes.find(request.method, path)
    if (found === 'unknown') return failure(404, 'Not found')
    if (found === 'otherMethod') return failure(405, 'Method not allowed')
    const { route } = found
    const ticket = limiter?.(`${route.method} ${route.name} ${request.address}`, route.limit)
    const headers = ticket?.headers ?? {}
    if (ticket !== undefined && ticket.waitSeconds !== null) {
      return { ...tooManyRequests(ticket.waitSeconds), headers }
    }
    const answer = runRoute(site, found, request, callerOf(request.headers))
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  return {
    callerOf,
    formLimit({ method, url, headers }) {
      const found = routes.find(method, url.pathname.slice(PREFIX.length))
      const isTaken = typeof found === 'object' && found.route.takesForm === true
      return isTaken && callerOf(headers).user !== null ? site.world.uploads.maxSize() : null
    },
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

function runRoute(
  site: Site,
  { route, params }: FoundRoute,
  request: ApiRequest,
  caller: Caller,
): Answer {
  if (!route.isOpen && caller.user === null) return NOT_SIGNED_IN
  try {
    const { body } = request
    const form = typeof body === 'string' ? null : body
    const input = route.method === 'GET' ? readQuery(request.url) : readBody(body)
    if (input === null) return failure(400, 'Invalid JSON body')
    return route.run({ site, input, params, form, ...caller })
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

function readBody(body: string | Form): Readonly<Record<string, unknown>> | null {
  if (typeof body !== 'string') return body.fields
  if (body.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(body)
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
