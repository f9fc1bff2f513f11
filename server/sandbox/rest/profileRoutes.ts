/** What users say of themselves (rocketchat.md §5.9). */
import type { User } from '../world/types'
import type { World } from '../world/world'
import { findPerson, PERSON } from './address'
import { failure, refused, success } from './answers'
import { refuse, route, type Form, type Route } from './route'
import { filled, optional, record, text } from './shape'
import { meView } from './views'

const PROFILE_KEYS = [
  ...['name', 'nickname', 'bio', 'statusText', 'statusType', 'email', 'username'],
  ...['currentPassword', 'newPassword'],
]
const PREFERENCE_KEYS = new Set([
  ...['newRoomNotification', 'newMessageNotification', 'clockMode', 'useEmojis', 'language'],
  ...['convertAsciiEmoji', 'saveMobileBandwidth', 'collapseMediaByDefault', 'autoImageLoad'],
  ...['emailNotificationMode', 'unreadAlert', 'notificationsSoundVolume', 'desktopNotifications'],
  ...['pushNotifications', 'enableAutoAway', 'highlights', 'hideUsernames', 'hideRoles'],
  ...['displayAvatars', 'hideFlexTab', 'sendOnEnter', 'idleTimeLimit', 'sidebarShowFavorites'],
  ...['sidebarShowUnread', 'sidebarSortby', 'sidebarViewMode', 'sidebarDisplayAvatar'],
  ...['sidebarGroupByType', 'muteFocusedConversations', 'dontAskAgainList', 'themeAppearence'],
  ...['fontSize', 'receiveLoginDetectionEmail', 'showThreadsInMainChannel', 'mentionsWithSymbol'],
  ...['alsoSendThreadToChannel', 'desktopNotificationRequireInteraction', 'messageViewMode'],
  ...['notifyCalendarEvents', 'enableMobileRinging', 'featuresPreview', 'utcOffset'],
])
const MAY_NOT = 'User does not have the permissions required for this action [error-unauthorized]'
const SETTING_STATUS = { limit: { calls: 5, perMs: 60_000 } }

export const profileRoutes: readonly Route[] = [
  route(
    'POST',
    'users.setStatus',
    { status: optional(text), message: optional(text), ...PERSON },
    ({ world, user, input }) => {
      const { status, message } = input
      if (status === undefined && message === undefined) {
        return failure(400, 'Match error: Failed Match.OneOf, Match.Maybe or Match.Optional')
      }
      const isOther = [input.userId, input.username, input.user].some((one) => one !== undefined)
      const target = isOther ? otherPerson(world, user, findPerson(world, input)) : user
      world.profile.setStatus(target._id, { status, message })
      return success({})
    },
    SETTING_STATUS,
  ),
  route('GET', 'users.getStatus', PERSON, ({ world, user, input }) => {
    const person = personOr(world, user, input)
    const own = person._id === user._id ? { connectionStatus: person.statusConnection } : {}
    const { _id, status, statusText: message = '' } = person
    return success({ _id, status, message, ...own })
  }),
  route('GET', 'users.getPresence', PERSON, ({ world, user, input }) => {
    const person = personOr(world, user, input)
    const own = person._id === user._id ? { connectionStatus: person.statusConnection } : {}
    return success({ presence: person.status, ...own })
  }),
  route(
    'POST',
    'users.updateOwnBasicInfo',
    { data: record, customFields: optional(record) },
    ({ site, world, user, input }) => {
      const data = textsOf(input.data, PROFILE_KEYS)
      if (data.username !== undefined && data.username !== user.username) {
        const reason = 'Changing username is not allowed'
        return refused(reason, 'error-action-not-allowed')
      }
      const { statusType } = data
      const changed = world.transaction(() => {
        const updated = world.profile.update(user._id, data)
        return statusType === undefined
          ? updated
          : world.profile.setStatus(user._id, { status: statusType })
      })
      return success({ user: meView(changed, site.url()) })
    },
  ),
  route('GET', 'users.getPreferences', {}, ({ user }) =>
    success({ preferences: user.preferences ?? {} }),
  ),
  route(
    'POST',
    'users.setPreferences',
    { userId: optional(filled), data: record },
    ({ world, user, input }) => {
      const wrong = Object.keys(input.data).some((key) => !PREFERENCE_KEYS.has(key))
      if (wrong) {
        return failure(
          400,
          'must NOT have additional properties [invalid-params]',
          'invalid-params',
        )
      }
      const { userId } = input
      const target =
        userId === undefined || userId === user._id
          ? user
          : otherPerson(
              world,
              user,
              findPerson(world, { userId, username: undefined, user: undefined }),
            )
      const { _id, preferences } = world.profile.setPreferences(target._id, input.data)
      return success({ user: { _id, settings: { preferences } } })
    },
  ),
  route(
    'POST',
    'users.setAvatar',
    { userId: optional(text), username: optional(text) },
    ({ world, user, form }) => {
      world.profile.setAvatar(user._id, pictureOf(form))
      return success({})
    },
    { takesForm: true },
  ),
  route('POST', 'users.resetAvatar', PERSON, ({ world, user, input }) => {
    const person = personOr(world, user, input)
    if (person._id !== user._id && !world.may(user, 'edit-other-user-avatar')) {
      return refused('Not allowed', 'error-not-allowed')
    }
    world.profile.setAvatar(person._id, null)
    return success({})
  }),
]

function personOr(world: World, user: User, input: Parameters<typeof findPerson>[1]): User {
  const isNamed = [input.userId, input.username, input.user].some((one) => one !== undefined)
  return isNamed ? findPerson(world, input) : (world.store.users.get(user._id) ?? user)
}

function otherPerson(world: World, caller: User, person: User): User {
  if (person._id === caller._id || world.may(caller, 'edit-other-user-info')) return person
  return refuse(failure(403, MAY_NOT, 'error-unauthorized'))
}

function textsOf(
  data: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Readonly<Partial<Record<string, string>>> {
  const entries = Object.entries(data)
  const isRight = entries.every(([key, value]) => known.includes(key) && typeof value === 'string')
  if (isRight) return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  const fault = entries.every(([key]) => known.includes(key))
    ? 'must be string'
    : 'must NOT have additional properties'
  return refuse(failure(400, `${fault} [invalid-params]`, 'invalid-params'))
}

/** The one picture of the form, in the field `image`. */
function pictureOf(form: Form | null): { type: string; content: Uint8Array } {
  const [file] = form?.files ?? []
  if (file === undefined) return refuse(refused('No file uploaded', 'error-no-file-uploaded'))
  if (file.field !== 'image') refuse(failure(400, '[invalid-field]', 'invalid-field'))
  const isPicture = /^image\/(?:png|jpeg|gif|webp)$/.test(file.type)
  if (!isPicture || file.isTooLarge) {
    refuse(refused('File type is not accepted.', 'error-invalid-file-type'))
  }
  return { type: file.type, content: file.content }
}
