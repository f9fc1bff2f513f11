import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { drawPicture } from '../seed/picture'
import {
  openSession,
  signIn,
  subscribe,
  type RestAnswer,
  type RestClient,
} from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let clara: RestClient
let rid: string

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { FileUpload_MaxFileSize: 200_000 } })
  ;[ann, bob, clara] = (await Promise.all(
    ['ann', 'bob', 'clara'].map((name) => signIn(sandbox.url, name)),
  )) as [RestClient, RestClient, RestClient]
  rid = sandbox.control.createRoom({ name: 'studio', type: 'p', members: ['ann', 'bob'] })._id
})

afterAll(() => sandbox.stop())

interface Part {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array | string
}

const NOTE: Part = { name: 'note.txt', type: 'text/plain', content: 'hello' }

const headersOf = ({ userId, token }: RestClient) => ({
  'x-user-id': userId,
  'x-auth-token': token,
})

function formOf(part: Part | null, fields: Readonly<Record<string, string>> = {}, field = 'file') {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (part !== null) {
    const content = typeof part.content === 'string' ? part.content : new Uint8Array(part.content)
    form.append(field, new Blob([content], { type: part.type }), part.name)
  }
  return form
}

async function post(
  path: string,
  client: RestClient | null,
  form: FormData,
  url = sandbox.url,
): Promise<RestAnswer> {
  const headers = client === null ? {} : headersOf(client)
  const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body: form })
  const { status } = response
  return { status, headers: response.headers, body: await response.json() }
}

async function upload(part: Part, client = ann, room = rid): Promise<string> {
  const { status, body } = await post(`rooms.media/${room}`, client, formOf(part))
  expect([status, body]).toMatchObject([200, { success: true }])
  return (body as { file: { _id: string } }).file._id
}

const confirm = (id: string, body: object = {}, client = ann, room = rid): Promise<RestAnswer> =>
  client.post(`rooms.mediaConfirm/${room}/${id}`, body)

async function download(
  path: string,
  client: RestClient | null = ann,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const own = client === null ? {} : headersOf(client)
  return fetch(sandbox.url + path, { headers: { ...own, ...headers } })
}

const history = async (): Promise<readonly { readonly _id: string }[]> => {
  const { body } = await ann.get(`groups.history?roomId=${rid}`)
  return (body as { messages: { _id: string }[] }).messages
}

describe('a file in two steps (RC §5.8)', () => {
  it('is taken in, and nobody sees it before it is confirmed', async () => {
    const before = await history()
    const { status, body } = await post(`rooms.media/${rid}`, ann, formOf(NOTE))
    expect(status).toBe(200)
    const { file } = body as { file: { _id: string; url: string } }
    expect(body).toEqual({
      success: true,
      file: { _id: file._id, url: `/file-upload/${file._id}/note.txt` },
    })
    expect(await history()).toEqual(before)
    expect(await (await download(file.url)).text()).toBe('hello')
  })

  it('becomes a message that members hear of, with the text it came with', async () => {
    const listener = await openSession(sandbox.url, bob.token)
    await subscribe(listener, 's', 'room-messages', rid)
    const id = await upload(NOTE)
    const { status, body } = await confirm(id, { msg: 'see *this* @bob' })
    expect(status).toBe(200)
    const file = {
      _id: id,
      name: 'note.txt',
      type: 'text/plain',
      size: 5,
      format: '',
      typeGroup: 'text',
    }
    expect(body).toMatchObject({
      message: {
        rid,
        msg: 'see *this* @bob',
        groupable: false,
        u: { username: 'ann' },
        mentions: [{ username: 'bob' }],
        file,
        files: [file],
        attachments: [
          {
            type: 'file',
            title: 'note.txt',
            title_link: `/file-upload/${id}/note.txt`,
            title_link_download: true,
            size: 5,
            format: 'TXT',
            fileId: id,
          },
        ],
      },
    })
    const { message } = body as { message: { _id: string } }
    await listener.next({
      msg: 'changed',
      fields: { args: [{ _id: message._id, file: { _id: id } }] },
    })
    const { body: subscription } = await bob.get(`subscriptions.getOne?roomId=${rid}`)
    expect(subscription).toMatchObject({ subscription: { userMentions: 1 } })
    listener.socket.terminate()
  })

  it('a picture has its size, sound and film have their fields', async () => {
    const picture = await upload({ name: 'board.png', type: 'image/png', content: drawPicture() })
    const { body } = await confirm(picture, { description: 'the *board*' })
    expect(body).toMatchObject({
      message: {
        file: { format: 'png', typeGroup: 'image' },
        attachments: [
          {
            description: 'the *board*',
            descriptionMd: [{ type: 'PARAGRAPH' }],
            image_url: `/file-upload/${picture}/board.png`,
            image_type: 'image/png',
            image_size: drawPicture().byteLength,
            image_dimensions: { width: 480, height: 300 },
          },
        ],
      },
    })
    for (const kind of ['audio', 'video']) {
      const id = await upload({ name: 'x', type: `${kind}/mp4`, content: 'xx' })
      const url = `/file-upload/${id}/x`
      expect((await confirm(id)).body).toMatchObject({
        message: {
          attachments: [
            { [`${kind}_url`]: url, [`${kind}_type`]: `${kind}/mp4`, [`${kind}_size`]: 2 },
          ],
        },
      })
    }
  })

  it('another name may be given at the end, and replies go to their thread', async () => {
    const root = await ann.post('chat.sendMessage', { message: { _id: 'root', rid, msg: 'root' } })
    expect(root.status).toBe(200)
    const id = await upload(NOTE)
    const { body } = await confirm(id, { fileName: '新 名.txt', tmid: 'root', groupable: true })
    const path = `/file-upload/${id}/${encodeURIComponent('新 名.txt')}`
    expect(body).toMatchObject({
      message: {
        tmid: 'root',
        groupable: true,
        attachments: [{ title: '新 名.txt', title_link: path }],
      },
    })
    const disposition = (await download(path)).headers.get('content-disposition')
    expect(disposition).toBe(`inline; filename*=UTF-8''${encodeURIComponent('新 名.txt')}`)
  })

  it.each(['报告 2.txt', `it's (a) "quote".txt`, 'ünïcødé%20.txt'])(
    'keeps the name %s',
    async (name) => {
      const { body } = await confirm(await upload({ ...NOTE, name }))
      const { attachments } = (
        body as { message: { attachments: { title: string; title_link: string }[] } }
      ).message
      expect(attachments[0]?.title).toBe(name.replaceAll('"', '%22'))
      const answer = await download(`${attachments[0]?.title_link ?? ''}?download`)
      expect([answer.status, await answer.text()]).toEqual([200, 'hello'])
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename\*=UTF-8''[^'"()* ]+$/,
      )
    },
  )

  it('takes a file of just the limit, byte for byte', async () => {
    const content = randomBytes(200_000)
    const id = await upload({ name: 'r', type: 'application/octet-stream', content })
    const bytes = Buffer.from(await (await download(`/file-upload/${id}/r`)).arrayBuffer())
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
    expect(digest(bytes)).toBe(digest(content))
  })
})

describe('refusals (RC §5.8)', () => {
  const refused = (error: string, errorType: string) => ({
    status: 400,
    body: { success: false, error, errorType },
  })

  it.each([
    [
      'no file',
      formOf(null, {}),
      refused('No file uploaded [error-no-file-uploaded]', 'error-no-file-uploaded'),
    ],
    ['another field', formOf(NOTE, {}, 'picture'), refused('[invalid-field]', 'invalid-field')],
    [
      'a byte too many',
      formOf({ ...NOTE, content: 'x'.repeat(200_001) }),
      refused(
        'File exceeds allowed size of 200000 bytes. [error-file-too-large]',
        'error-file-too-large',
      ),
    ],
    [
      'far too many',
      formOf({ ...NOTE, content: 'x'.repeat(3_000_000) }),
      refused(
        'File exceeds allowed size of 200000 bytes. [error-file-too-large]',
        'error-file-too-large',
      ),
    ],
    [
      'a type on the black list',
      formOf({ ...NOTE, type: 'image/svg+xml' }),
      refused('File type is not accepted. [error-invalid-file-type]', 'error-invalid-file-type'),
    ],
  ])('%s', async (_name, form, { status, body }) => {
    expect(await post(`rooms.media/${rid}`, ann, form)).toMatchObject({ status, body })
  })

  it('only what the white list names, when there is one', async () => {
    sandbox.control.setSetting('FileUpload_MediaTypeWhiteList', 'image/*, text/plain')
    const send = async (type: string): Promise<number> =>
      (await post(`rooms.media/${rid}`, ann, formOf({ ...NOTE, type }))).status
    expect(
      await Promise.all(['text/plain', 'image/png', 'image/svg+xml', 'text/html'].map(send)),
    ).toEqual([200, 200, 400, 400])
    sandbox.control.setSetting('FileUpload_MediaTypeWhiteList', '')
  })

  it('files switched off, everywhere or in direct rooms', async () => {
    const direct = sandbox.control.createDirect(['ann', 'bob'])._id
    sandbox.control.setSetting('FileUpload_Enabled_Direct', false)
    expect((await post(`rooms.media/${direct}`, ann, formOf(NOTE))).body).toMatchObject({
      errorType: 'error-direct-message-file-upload-not-allowed',
    })
    sandbox.control.setSetting('FileUpload_Enabled_Direct', true)
    sandbox.control.setSetting('FileUpload_Enabled', false)
    expect((await post(`rooms.media/${direct}`, ann, formOf(NOTE))).body).toMatchObject({
      errorType: 'error-file-upload-disabled',
    })
    sandbox.control.setSetting('FileUpload_Enabled', true)
  })

  it('who is not in the room, and who is nobody', async () => {
    const forbidden = { status: 403, body: { success: false, error: 'unauthorized' } }
    expect(await post(`rooms.media/${rid}`, clara, formOf(NOTE))).toMatchObject(forbidden)
    expect(await post('rooms.media/nowhere', ann, formOf(NOTE))).toMatchObject(forbidden)
    expect(await confirm('x', {}, clara)).toMatchObject(forbidden)
    expect((await post(`rooms.media/${rid}`, null, formOf(NOTE))).status).toBe(401)
  })

  it('confirming what is not there, twice, elsewhere, or for another', async () => {
    const invalid = refused('[invalid-file]', 'invalid-file')
    expect(await confirm('nothing')).toMatchObject(invalid)
    const id = await upload(NOTE)
    expect(await confirm(id, {}, bob)).toMatchObject(invalid)
    expect(await confirm(id, {}, ann, 'GENERAL')).toMatchObject(invalid)
    const before = (await history()).length
    expect((await confirm(id)).status).toBe(200)
    expect(await confirm(id)).toMatchObject(invalid)
    expect((await history()).length).toBe(before + 1)
  })

  it('a text that is too long leaves the file waiting', async () => {
    const id = await upload(NOTE)
    const { body } = await confirm(id, { msg: 'x'.repeat(5_001) })
    expect(body).toMatchObject({ errorType: 'error-message-size-exceeded' })
    expect((await confirm(id, { unknown: 1 })).body).toMatchObject({ errorType: 'invalid-params' })
    expect((await confirm(id, { msg: 'short' })).status).toBe(200)
  })

  it('a file that waited for more than a day', async () => {
    const id = await upload(NOTE)
    sandbox.control.setClock(24 * 60 * 60_000 + 1)
    expect(await confirm(id)).toMatchObject(refused('[invalid-file]', 'invalid-file'))
    expect((await download(`/file-upload/${id}/note.txt`)).status).toBe(404)
    sandbox.control.setClock(0)
  })

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    [
      'an end that is missing',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx',
    ],
    ['nothing at all', 'multipart/form-data; boundary=b', ''],
    ['JSON', 'application/json', '{}'],
  ])('no proper form: %s', async (_name, type, body) => {
    const headers = { ...headersOf(ann), 'content-type': type }
    const url = `${sandbox.url}/api/v1/rooms.media/${rid}`
    const answer = await fetch(url, { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { errorType: 'error-no-file-uploaded' },
    ])
  })

  it('two files, and a client that goes away in the middle', async () => {
    const form = formOf(NOTE)
    form.append('file', new Blob(['x']), 'another.txt')
    expect((await post(`rooms.media/${rid}`, ann, form)).body).toMatchObject({
      error: 'Just 1 file is allowed',
    })
    const before = sandbox.control.received().length
    await new Promise<void>((resolve) => {
      const headers = {
        ...headersOf(ann),
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 99_999,
      }
      const request = httpRequest(`${sandbox.url}/api/v1/rooms.media/${rid}`, {
        method: 'POST',
        headers,
      })
      request.on('error', () => resolve())
      request.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nxxx')
      request.once('socket', (socket) =>
        socket.once('connect', () => setImmediate(() => request.destroy())),
      )
    })
    expect((await ann.get('me')).status).toBe(200)
    const calls = sandbox.control.received().slice(before)
    expect(calls.filter((one) => one.kind === 'rest' && one.path.includes('rooms.media'))).toEqual(
      [],
    )
  })
})

describe('versions (RC §9.18)', () => {
  const at = async (version: string): Promise<readonly number[]> => {
    const old = await startSandbox({ version, seed: 'empty' })
    const admin = await signIn(old.url, 'admin')
    const send = async (route: string): Promise<number> =>
      (
        await post(
          `${route}/GENERAL`,
          admin,
          formOf(NOTE, route === 'rooms.upload' ? { msg: 'hi' } : {}),
          old.url,
        )
      ).status
    const statuses = [await send('rooms.upload'), await send('rooms.media')]
    await old.stop()
    return statuses
  }

  it.each([
    ['6.9.0', [200, 404]],
    ['6.10.1', [200, 200]],
    ['7.10.0', [200, 200]],
    ['8.0.0', [404, 200]],
  ])('%s: one step, two steps', async (version, statuses) => {
    expect(await at(version)).toEqual(statuses)
  })

  it('in one step: the message at once, or nothing', async () => {
    const old = await startSandbox({ version: '7.0.0', seed: 'empty' })
    const admin = await signIn(old.url, 'admin')
    const answer = await post(
      'rooms.upload/GENERAL',
      admin,
      formOf(NOTE, { msg: 'hi', description: 'd' }),
      old.url,
    )
    expect(answer.headers.get('x-deprecation-version')).toBe('8.0.0')
    expect(answer.body).toMatchObject({
      message: { msg: 'hi', attachments: [{ title: 'note.txt', description: 'd' }] },
    })
    const tooLong = formOf(NOTE, { msg: 'x'.repeat(5_001) })
    expect((await post('rooms.upload/GENERAL', admin, tooLong, old.url)).status).toBe(400)
    await old.stop()
  })
})

describe('downloads (RC §5.8)', () => {
  let path: string
  beforeAll(async () => {
    path = `/file-upload/${await upload({ ...NOTE, content: '0123456789' })}/note.txt`
  })

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
    ['bytes=-', 200, '0123456789', null],
  ])('range %s', async (range, status, text, contentRange) => {
    const answer = await download(path, ann, { range })
    expect([answer.status, await answer.text()]).toEqual([status, text])
    expect(answer.headers.get('content-range')).toBe(contentRange)
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
  })

  it('are harmless in a page: no script, no guessing of types', async () => {
    const { headers } = await download(path)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-length')).toBe('10')
  })

  it('are for members only, and gone with their message', async () => {
    const id = await upload(NOTE)
    const file = `/file-upload/${id}/note.txt`
    const { body } = await confirm(id)
    expect([(await download(file, null)).status, (await download(file, clara)).status]).toEqual([
      403, 403,
    ])
    expect((await download(file, bob)).status).toBe(200)
    const { _id } = (body as { message: { _id: string } }).message
    expect((await ann.post('chat.delete', { roomId: rid, msgId: _id })).status).toBe(200)
    expect((await download(file, bob)).status).toBe(404)
  })
})
