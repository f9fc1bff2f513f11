/** Finds the route of a path; only the routes that the version has. */
import type { Route, Version } from './route'

export interface FoundRoute {
  readonly route: Route
  /** Decoded. */
  readonly params: Readonly<Record<string, string>>
}

export interface RouteTable {
  /** `path` is what follows `/api/v1/`. */
  find: (method: string, path: string) => FoundRoute | 'unknown' | 'otherMethod'
}

export function createRouteTable(routes: readonly Route[], version: string): RouteTable {
  const present = routes.filter((route) => isIn(route, parseVersion(version)))
  const byKey = new Map(present.map((route) => [`${route.method} ${keyOf(route.name)}`, route]))
  const keys = new Set(present.map(({ name }) => keyOf(name)))
  return {
    find(method, path) {
      const values = decoded(path.split('/').slice(1))
      const key = keyOf(path)
      if (values === null || !keys.has(key)) return 'unknown'
      const route = byKey.get(`${method} ${key}`)
      if (route === undefined) return 'otherMethod'
      const names = route.name.split('/').slice(1)
      const entries = names.map((name, index) => [name.slice(1), values[index] ?? ''] as const)
      return { route, params: Object.fromEntries(entries) }
    },
  }
}

/** The first part of the path and how many follow: `rooms.media/2`. */
function keyOf(path: string): string {
  const [first = '', ...rest] = path.split('/')
  return `${first}/${String(rest.length)}`
}

function decoded(parts: readonly string[]): readonly string[] | null {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return null
  }
}

function parseVersion(version: string): Version {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}

function isIn({ versions = {} }: Route, version: Version): boolean {
  const { from, before } = versions
  return (
    (from === undefined || !isEarlier(version, from)) &&
    (before === undefined || isEarlier(version, before))
  )
}

function isEarlier(one: Version, other: Version): boolean {
  return one[0] === other[0] ? one[1] < other[1] : one[0] < other[0]
}
