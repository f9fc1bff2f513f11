import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'

describe('files (rocketchat.md §2.9)', () => {
  let sandbox: Sandbox
  let file: { readonly rid: string; readonly path: string }

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'demo' })
    const { messages } = sandbox.control.world()
    const found = messages.find((one) => one.attachments?.[0]?.image_url !== undefined)
    file = { rid: found?.rid ?? '', path: found?.attachments?.[0]?.image_url ?? '' }
  })
  afterAll(() => sandbox.stop())

  async function signIn(username: string): Promise<{ userId: string; authToken: string }> {
    const answer = await fetch(`${sandbox.url}/api/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: username, password: username }),
    })
    const { data } = (await answer.json()) as { data: { userId: string; authToken: string } }
    return data
  }

  async function status(path: string, headers: Record<string, string> = {}): Promise<number> {
    const answer = await fetch(sandbox.url + path, { headers })
    await answer.arrayBuffer()
    return answer.status
  }

  it('are for members of the room: by query, header or cookie', async () => {
    const { userId, authToken } = await signIn('ann')
    expect(await status(file.path)).toBe(403)
    expect(await status(`${file.path}?rc_uid=${userId}&rc_token=${authToken}`)).toBe(200)
    expect(await status(file.path, { 'x-user-id': userId, 'x-auth-token': authToken })).toBe(200)
    expect(await status(file.path, { cookie: `rc_uid=${userId}; rc_token=${authToken}` })).toBe(200)
    expect(await status(`${file.path}?rc_uid=${userId}&rc_token=wrong`)).toBe(403)
  })

  it('are refused to who is not in the room', async () => {
    const { users, subscriptions } = sandbox.control.world()
    const outsider = users.find(
      (user) => !subscriptions.some((one) => one.rid === file.rid && one.u._id === user._id),
    )
    if (outsider?.username === undefined) throw new Error('everybody is in the room')
    const { userId, authToken } = await signIn(outsider.username)
    expect(await status(`${file.path}?rc_uid=${userId}&rc_token=${authToken}`)).toBe(403)
  })

  it('can be read by a page of another origin only where a proxy would say so', async () => {
    const ask = async (url: string): Promise<string | null> => {
      const origin = 'https://app.example'
      const headers = { origin, 'access-control-request-headers': 'x-auth-token' }
      const answer = await fetch(url + file.path, { method: 'OPTIONS', headers })
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await ask(sandbox.url)).toBeNull()
    const open = await startSandbox({ seed: 'empty', corsForFiles: true })
    expect(await ask(open.url)).toBe('*')
    await open.stop()
  })

  it('are for everybody when they are not protected', async () => {
    sandbox.control.setSetting('FileUpload_ProtectFiles', false)
    expect(await status(file.path)).toBe(200)
    expect(await status('/file-upload/none/x.png')).toBe(404)
  })
})
