/** What is the same for everybody: permissions, roles, ways to sign in (rocketchat.md §5.2). */
import { PERMISSIONS, ROLES } from '../world/permissions'
import { success } from './answers'
import { pageOf, PAGING } from './paging'
import { openRoute, route, type Route } from './route'
import { isoDate, optional } from './shape'

/** Nothing changes them here, so nothing has changed since any moment. */
const UNCHANGED = { update: [], remove: [] }
const SINCE = { updatedSince: optional(isoDate) }

export const factRoutes: readonly Route[] = [
  route('GET', 'permissions.listAll', SINCE, ({ input }) =>
    success(input.updatedSince === undefined ? { update: PERMISSIONS, remove: [] } : UNCHANGED),
  ),
  route('GET', 'roles.list', {}, () => success({ roles: ROLES })),
  route('GET', 'roles.sync', SINCE, ({ input }) =>
    success({
      roles: input.updatedSince === undefined ? { update: ROLES, remove: [] } : UNCHANGED,
    }),
  ),
  route('GET', 'custom-user-status.list', PAGING, ({ input }) => {
    const { items, ...counts } = pageOf([], input)
    return success({ statuses: items, ...counts })
  }),
  openRoute('GET', 'settings.oauth', {}, () => success({ services: [] })),
  openRoute('GET', 'service.configurations', {}, () => success({ configurations: [] })),
]
