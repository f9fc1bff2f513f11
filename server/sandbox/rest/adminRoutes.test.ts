import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { request, signIn, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let admin: RestClient
let ann: RestClient

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'let me' })
  admin = await signIn(sandbox.url, 'admin')
  ann = await signIn(sandbox.url, 'ann')
})

afterAll(async () => {
  await sandbox.stop()
})

const newUser = (username: string) => ({
  username,
  name: 'Some One',
  email: `${username}@example.org`,
  password: 'pass of the new one',
})

async function create(username: string): Promise<string> {
  const { body } = await admin.post('users.create', newUser(username))
  return (body as { user: { _id: string } }).user._id
}

describe('users.create', () => {
  it('adds a user who can sign in and is in general', async () => {
    const userId = await create('eve')
    const eve = await signIn(sandbox.url, 'eve', 'pass of the new one')
    expect(eve.userId).toBe(userId)
    expect((await eve.get('rooms.get')).body).toMatchObject({ update: [{ name: 'general' }] })
  })

  it.each([
    ['name', { ...newUser('ANN'), email: 'else@example.org' }],
    ['address', { ...newUser('nobody'), email: 'ann@sandbox.example' }],
  ])('refuses a taken %s', async (_what, body) => {
    const answer = await admin.post('users.create', body)
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-field-unavailable' } })
  })

  it('is for administrators', async () => {
    expect((await ann.post('users.create', newUser('mallory'))).status).toBe(403)
  })
})

describe('users.update', () => {
  it('changes name and address, which administrators see', async () => {
    const userId = await create('frank')
    const data = { name: 'Frank', email: 'f@example.org' }
    expect((await admin.post('users.update', { userId, data })).status).toBe(200)
    const seen = { user: { name: 'Frank', emails: [{ address: 'f@example.org' }] } }
    expect((await admin.get(`users.info?userId=${userId}`)).body).toMatchObject(seen)
    expect((await ann.get(`users.info?userId=${userId}`)).body).not.toHaveProperty('user.emails')
  })

  it('signs out whom it makes inactive', async () => {
    const userId = await create('grace')
    const grace = await signIn(sandbox.url, 'grace', 'pass of the new one')
    await admin.post('users.update', { userId, data: { active: false } })
    expect((await grace.get('me')).status).toBe(401)
  })

  it('is for administrators', async () => {
    const body = { userId: admin.userId, data: { password: 'mine now' } }
    expect((await ann.post('users.update', body)).status).toBe(403)
  })
})

describe('users.createToken', () => {
  it('signs a user in without the password', async () => {
    const answer = await admin.post('users.createToken', { userId: ann.userId, secret: 'let me' })
    const { userId, authToken } = (answer.body as { data: { userId: string; authToken: string } })
      .data
    const headers = { 'x-user-id': userId, 'x-auth-token': authToken }
    expect((await request(sandbox.url, 'me', { headers })).body).toMatchObject({ username: 'ann' })
  })

  it.each([
    ['a wrong secret', () => admin, { secret: 'x' }],
    ['no secret', () => admin, {}],
    ['somebody else', () => ann, { secret: 'let me' }],
  ])('refuses %s', async (_what, client, secret) => {
    const answer = await client().post('users.createToken', { userId: ann.userId, ...secret })
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-not-authorized' } })
  })
})

it('users.list tells addresses to administrators only', async () => {
  expect((await admin.get('users.list')).body).toHaveProperty('users[0].emails')
  expect((await ann.get('users.list')).body).not.toHaveProperty('users[0].emails')
})
