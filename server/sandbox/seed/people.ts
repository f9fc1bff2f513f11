/** The people of the demo. The password is shown on the sign-in page, so it is no secret. */
import type { NewUser } from '../world/users'

export const DEMO_PEOPLE: readonly NewUser[] = [
  { username: 'ann', password: 'ann', name: 'Ann Keller', status: 'offline', utcOffset: 1 },
  { username: 'bob', password: 'bob', name: 'Bob Marsh', status: 'online', utcOffset: 0 },
  {
    username: 'xiaoming',
    password: 'xiaoming',
    name: '王小明',
    status: 'online',
    statusText: '在办公室',
    utcOffset: 8,
  },
  { username: 'lina', password: 'lina', name: '李娜', status: 'away', utcOffset: 8 },
  {
    username: 'clara',
    password: 'clara',
    name: 'Clara Rossi',
    status: 'busy',
    statusText: 'In a workshop until four',
    utcOffset: 1,
  },
  { username: 'david', password: 'david', name: 'David Okafor', status: 'online', utcOffset: 1 },
  { username: 'zhangwei', password: 'zhangwei', name: '张伟', status: 'offline', utcOffset: 8 },
  { username: 'admin', password: 'admin', name: 'Sandbox Admin', roles: ['admin', 'user'] },
]

export const ADMIN: NewUser = {
  username: 'admin',
  password: 'admin',
  name: 'Sandbox Admin',
  roles: ['admin', 'user'],
}
