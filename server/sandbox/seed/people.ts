/** The people of the demo. The password is shown on the sign-in page, so it is no secret. */
import type { NewUser } from '../world/users'

export type Language = 'en' | 'zh'

export interface Person extends NewUser {
  /** What the person speaks; who is cast in a conversation depends on it. */
  readonly speaks: readonly Language[]
}

export const ADMIN: NewUser = {
  username: 'admin',
  password: 'admin',
  name: 'Sandbox Admin',
  roles: ['admin', 'user'],
}

export const DEMO_PEOPLE: readonly Person[] = [
  {
    speaks: ['en', 'zh'],
    username: 'ann',
    password: 'ann',
    name: 'Ann Keller',
    status: 'offline',
    utcOffset: 1,
  },
  {
    speaks: ['en'],
    username: 'bob',
    password: 'bob',
    name: 'Bob Marsh',
    nickname: 'Bobby',
    bio: 'Answers customers, feeds the office cat.',
    status: 'online',
    utcOffset: 0,
  },
  {
    speaks: ['zh', 'en'],
    username: 'xiaoming',
    password: 'xiaoming',
    name: '王小明',
    bio: '产品经理，喜欢爬山。',
    status: 'online',
    statusText: '在办公室',
    utcOffset: 8,
  },
  {
    speaks: ['zh', 'en'],
    username: 'lina',
    password: 'lina',
    name: '李娜',
    status: 'away',
    utcOffset: 8,
  },
  {
    speaks: ['en'],
    username: 'clara',
    password: 'clara',
    name: 'Clara Rossi',
    bio: 'Draws what others then have to build.',
    status: 'busy',
    statusText: 'In a workshop until four',
    utcOffset: 1,
  },
  {
    speaks: ['en'],
    username: 'david',
    password: 'david',
    name: 'David Okafor',
    status: 'online',
    utcOffset: 1,
  },
  {
    speaks: ['zh'],
    username: 'zhangwei',
    password: 'zhangwei',
    name: '张伟',
    status: 'offline',
    utcOffset: 8,
  },
  { ...ADMIN, speaks: [] },
]
