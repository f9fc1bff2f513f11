import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { sendFile, signIn, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let rid: string

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  rid = sandbox.control.createRoom({ name: 'zoo', members: ['bob', 'ann', 'lina'] })._id
  sandbox.control.createRoom({ name: 'zoo-staff', type: 'p', members: ['bob'] })
})

afterAll(async () => {
  await sandbox.stop()
})

async function list<T = string>(path: string, key: string, of: string): Promise<readonly T[]> {
  const { body } = await ann.get(path)
  return (body as Record<string, Record<string, T>[]>)[key]?.map((one) => one[of] as T) ?? []
}
const selector = (value: object) => encodeURIComponent(JSON.stringify(value))

describe('directory (RC §5.9)', () => {
  it('has public channels and one’s own private ones, by name', async () => {
    const names = await list('directory?type=channels&count=0', 'result', 'name')
    expect(names).toEqual(names.toSorted())
    expect(names).toContain('core-team')
    expect(names).toContain('zoo')
    expect(names).not.toContain('zoo-staff')
  })

  it('finds by text, sorts and pages', async () => {
    expect(await list('directory?type=channels&text=ZO', 'result', 'name')).toEqual(['zoo'])
    const sort = encodeURIComponent('{"usersCount":-1}')
    const sizes = await list<number>(`directory?type=channels&sort=${sort}`, 'result', 'usersCount')
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    const page = await ann.get('directory?type=channels&count=2&offset=1')
    expect(page.body).toMatchObject({ count: 2, offset: 1, total: 10 })
  })

  it('has people, whose addresses only administrators see', async () => {
    const people = await ann.get('directory?type=users&text=keller')
    expect(people.body).toMatchObject({ result: [{ username: 'ann' }], total: 1 })
    expect(people.body).not.toHaveProperty('result[0].emails')
    const admin = await signIn(sandbox.url, 'admin')
    const { body } = await admin.get('directory?type=users&text=keller')
    expect(body).toHaveProperty('result[0].emails')
  })

  it.each(['type=other', 'sort={"colour":1}', 'sort=x'])('refuses %s', async (query) => {
    expect((await ann.get(`directory?${query}`)).status).toBe(400)
  })
})

describe('completions', () => {
  it('of rooms: those one is in', async () => {
    const path = 'rooms.autocomplete.channelAndPrivate'
    const query = selector({ name: 'zo' })
    expect(await list(`${path}?selector=${query}`, 'items', 'name')).toEqual(['zoo'])
    const { body } = await ann.get(`${path}.withPagination?selector=${selector({})}&count=3`)
    expect(body).toMatchObject({ count: 3, offset: 0 })
  })

  it('of people: without those excepted', async () => {
    const query = selector({ term: 'an', exceptions: ['ann'] })
    const names = await list(`users.autocomplete?selector=${query}`, 'items', 'username')
    expect(names).toContain('zhangwei')
    expect(names).not.toContain('ann')
  })
})

describe('members', () => {
  it('by username, filtered, by pages', async () => {
    const path = `channels.members?roomId=${rid}`
    expect(await list(path, 'members', 'username')).toEqual(['ann', 'bob', 'lina'])
    expect(await list(`${path}&filter=marsh`, 'members', 'username')).toEqual(['bob'])
    expect(await list(`${path}&status[]=away`, 'members', 'username')).toEqual(['lina'])
    expect((await ann.get(`${path}&count=1&offset=1`)).body).toMatchObject({
      members: [{ username: 'bob' }],
      count: 1,
      offset: 1,
      total: 3,
    })
  })

  it('by role', async () => {
    const { body } = await ann.get(`rooms.membersOrderedByRole?roomId=${rid}`)
    expect(body).toMatchObject({
      members: [{ username: 'bob', roles: ['owner'] }, { username: 'ann' }, { username: 'lina' }],
    })
  })

  it('of direct rooms and private ones', async () => {
    const { _id } = sandbox.control.createDirect(['ann', 'bob'])
    expect(await list(`im.members?roomId=${_id}`, 'members', 'username')).toEqual(['ann', 'bob'])
    expect((await ann.get('groups.members?roomName=zoo-staff')).status).toBe(400)
  })

  it('one of them', async () => {
    const asked = await ann.get(`rooms.isMember?roomId=${rid}&username=david`)
    expect(asked.body).toEqual({ isMember: false, success: true })
  })
})

it('channels.files has what was sent, newest first, and nothing unconfirmed', async () => {
  const content = new TextEncoder().encode('some text')
  for (const name of ['one.txt', 'two.txt']) {
    await sendFile(sandbox.url, ann, rid, { name, type: 'text/plain', content })
  }
  const form = new FormData()
  form.append('file', new Blob([content], { type: 'text/plain' }), 'three.txt')
  const headers = { 'x-user-id': ann.userId, 'x-auth-token': ann.token }
  await fetch(`${sandbox.url}/api/v1/rooms.media/${rid}`, { method: 'POST', headers, body: form })
  const path = `channels.files?roomId=${rid}`
  expect((await list(path, 'files', 'name')).toSorted()).toEqual(['one.txt', 'two.txt'])
  expect((await ann.get(`${path}&name=two&typeGroup=text`)).body).toMatchObject({
    files: [{ name: 'two.txt', size: 9, user: { username: 'ann' }, typeGroup: 'text' }],
    total: 1,
  })
  expect(await list(`${path}&typeGroup=image`, 'files', 'name')).toEqual([])
})

it('lists of rooms', async () => {
  expect(await list('channels.list?count=0', 'channels', 'name')).toContain('zoo')
  expect(await list('channels.list.joined?count=0', 'channels', 'name')).toContain('zoo')
  expect(await list('groups.list', 'groups', 'name')).not.toContain('zoo-staff')
  expect((await list('im.list', 'ims', '_id')).length).toBeGreaterThan(2)
  const counters = await ann.get(`channels.counters?roomId=${rid}`)
  expect(counters.body).toMatchObject({ joined: true, members: 3 })
})
