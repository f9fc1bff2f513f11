import type { ChannelKind } from '../../../domain'
import type { May, Permissions, Right } from '../../../ports'
import { objects, text, texts } from '../fields'
import type { Rest } from '../rest'
import type { FeatureDeps } from '.'
import { perConnection } from './perConnection'

/** Any one of them does. `*` stands for the letter of the kind of room. */
const permissionsFor: Readonly<Record<Right, readonly string[]>> = {
  addPeople: ['add-user-to-joined-room', 'add-user-to-any-*-room'],
  removePeople: ['remove-user'],
  editChannel: ['edit-room'],
  archive: ['archive-room'],
  unarchive: ['unarchive-room'],
  setReadOnly: ['set-readonly'],
  setOwner: ['set-owner'],
  setModerator: ['set-moderator'],
  setLeader: ['set-leader'],
  leave: ['leave-*'],
  pin: ['pin-message'],
  removeMessages: ['delete-message'],
  createPublic: ['create-c'],
  createPrivate: ['create-p'],
  createDirect: ['create-d'],
  browse: ['view-c-room'],
}
const letters: Readonly<Record<ChannelKind, string>> = {
  public: 'c',
  private: 'p',
  direct: 'd',
  livechat: 'l',
}
const rightsOf = perConnection(fetchRights)

/** rocketchat.md §4.8, §5.2 */
export function createPermissions({ rest }: FeatureDeps): Permissions {
  return { rights: () => rightsOf(rest) }
}

async function fetchRights(rest: Rest): Promise<May> {
  const [permissions, me] = await Promise.all([rest.get('permissions.listAll'), rest.get('me')])
  const mine = texts(me, 'roles')
  const rolesById = new Map(
    objects(permissions, 'update').map((one) => [text(one, '_id'), texts(one, 'roles')]),
  )
  return (right, where) => {
    const held = [...mine, ...(where?.roles ?? [])]
    const letter = where === undefined ? '' : letters[where.kind]
    return permissionsFor[right].some((name) =>
      rolesById.get(name.replace('*', letter))?.some((role) => held.includes(role)),
    )
  }
}
