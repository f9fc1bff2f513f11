import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Message } from '../../domain'
import type { ChatTransport, FileSending } from '../../ports'
import { startSmallSandbox, type SandboxBackend } from '../../testing/sandboxBackend'

let rig: SandboxBackend
let transport: ChatTransport
let channel: Channel

afterEach(async () => {
  transport.close()
  await rig.close()
})

async function start(options: Parameters<typeof startSmallSandbox>[0] = {}): Promise<void> {
  rig = await startSmallSandbox(options)
  const credentials = await rig.backend.accounts.signIn({ user: 'ann', password: 'ann' })
  transport = rig.backend.transportsFor(credentials)()
  await transport.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined)
  const { channels } = await transport.fetchChannels(null)
  const shared = channels.find(({ name }) => name === 'shared')
  if (shared === undefined) throw new Error('no shared channel')
  channel = shared
}

interface Trial extends FileSending {
  readonly uploadIds: readonly string[]
  /** How often it was told that the message is made at once. */
  readonly timesAtOnce: () => number
}

function send(
  content: Blob,
  uploadId: string | null = null,
  onProgress = () => undefined,
  kept?: Promise<void>,
): Trial {
  const uploadIds: string[] = []
  const file = { channelId: channel.id, name: 'a.bin', content, text: 'with words', uploadId }
  const onUploaded = (id: string): Promise<void> | undefined => {
    uploadIds.push(id)
    return kept
  }
  let atOnce = 0
  const onAtOnce = (): Promise<void> | undefined => {
    atOnce += 1
    return kept
  }
  const sending = transport.sendFile(file, { onProgress, onUploaded, onAtOnce })
  return { ...sending, uploadIds, timesAtOnce: () => atOnce }
}

/** Something that is kept when it is told so. */
function keeping(): { readonly kept: Promise<void>; keep(): void } {
  let keep = (): void => undefined
  const kept = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { kept, keep: () => keep() }
}

async function withFiles(): Promise<readonly Message[]> {
  const { messages } = await transport.fetchHistory(channel, null, 50)
  return messages.filter(({ attachments }) => attachments.length > 0)
}

const calls = (route: string): number =>
  rig.sandbox.control
    .received()
    .filter((one) => one.kind === 'rest' && one.path.startsWith(`/api/v1/${route}/`)).length

const small = new Blob(['x'.repeat(100)], { type: 'application/octet-stream' })

describe('files against Rocket.Chat (rocketchat.md §5.8)', () => {
  beforeEach(() => start())

  it('C8 a lost answer to the second step: the message is there, found by the id of the file', async () => {
    rig.sandbox.control.loseNextResult('rooms.mediaConfirm')
    const trial = send(small)
    await expect(trial.message).rejects.toMatchObject({ kind: 'connection' })
    const [uploadId = ''] = trial.uploadIds
    const [shown] = await withFiles()
    expect(shown?.attachments).toMatchObject([{ fileId: uploadId }])
    await expect(send(small, uploadId).message).rejects.toMatchObject({ code: 'uploadGone' })
  })

  it('C8 the second step waits until the id of the first is kept', async () => {
    const { kept, keep } = keeping()
    const trial = send(small, null, () => undefined, kept)
    await expect.poll(() => trial.uploadIds.length).toBe(1)
    expect(calls('rooms.mediaConfirm')).toBe(0)
    keep()
    await trial.message
    expect((await withFiles()).length).toBe(1)
  })

  it('C8 a second step that never arrived is done again without the bytes', async () => {
    rig.sandbox.control.failNext(1, 503, 'rooms.mediaConfirm')
    const trial = send(small)
    await expect(trial.message).rejects.toMatchObject({ kind: 'connection' })
    const [uploadId = ''] = trial.uploadIds
    await expect(send(small, uploadId).message).resolves.toMatchObject({ text: 'with words' })
    expect([calls('rooms.media'), (await withFiles()).length]).toEqual([1, 1])
  })

  it('is cancelled in the middle of its bytes', async () => {
    const large = new Blob([new Uint8Array(20_000_000)])
    const trial = send(large, null, () => {
      trial.cancel()
      return undefined
    })
    await expect(trial.message).rejects.toMatchObject({ kind: 'connection' })
    expect([trial.uploadIds, await withFiles()]).toEqual([[], []])
  })

  it('says what is too large, refused, limited or switched off', async () => {
    const { control } = rig.sandbox
    control.setSetting('FileUpload_MaxFileSize', 99)
    await expect(send(small).message).rejects.toMatchObject({ code: 'fileTooLarge' })
    control.setSetting('FileUpload_Enabled', false)
    await expect(send(small).message).rejects.toMatchObject({ kind: 'permission' })
    control.failNext(1, 429, 'rooms.media')
    await expect(send(small).message).rejects.toMatchObject({ kind: 'rateLimit' })
    await expect(send(small).message).rejects.toMatchObject({ kind: 'rateLimit' })
    control.failNext(1, 413, 'rooms.mediaConfirm')
    await expect(send(small, 'x').message).rejects.toMatchObject({ code: 'fileTooLarge' })
  })

  it('a download that is larger than said is broken off', async () => {
    const large = new Blob([new Uint8Array(5_000_000)], { type: 'image/png' })
    const message = await send(large).message
    const [shown] = message.attachments
    if (shown?.type !== 'image') throw new Error('no picture')
    await expect(transport.fetchFile(shown.url, 1_000)).rejects.toMatchObject({
      kind: 'connection',
    })
    expect((await transport.fetchFile(shown.url, 5_000_000)).size).toBe(5_000_000)
  })
})

describe('servers of other times', () => {
  it.each(['6.5.0', '6.10.0', '7.5.0', '8.0.0'])('%s takes files', async (version) => {
    await start({ version })
    await expect(send(small).message).resolves.toMatchObject({ text: 'with words' })
    await send(small).message
    expect(await withFiles()).toHaveLength(2)
    const isOld = version === '6.5.0'
    expect([calls('rooms.media'), calls('rooms.upload')]).toEqual(isOld ? [1, 2] : [2, 0])
  })

  it('C8 what makes its message at once leaves when that is kept', async () => {
    await start({ version: '6.5.0' })
    const { kept, keep } = keeping()
    const trial = send(small, null, () => undefined, kept)
    await expect.poll(trial.timesAtOnce).toBe(1)
    expect(calls('rooms.upload')).toBe(0)
    keep()
    await trial.message
    expect([calls('rooms.upload'), (await withFiles()).length]).toEqual([1, 1])
  })

  it('which files it takes is a fact of the server', async () => {
    await start({
      settings: {
        FileUpload_MaxFileSize: -1,
        FileUpload_MediaTypeWhiteList: 'image/*, Text/Plain',
        FileUpload_Enabled_Direct: false,
        FileUpload_ProtectFiles: false,
      },
    })
    const credentials = await rig.backend.accounts.signIn({ user: 'bob', password: 'bob' })
    const other = rig.backend.transportsFor(credentials)()
    const { facts } = await other.open(
      { onEvent: () => undefined, onLost: () => undefined },
      () => undefined,
    )
    other.close()
    expect(facts).toMatchObject({
      areFilesProtected: false,
      files: {
        maxBytes: null,
        acceptedTypes: ['image/*', 'text/plain'],
        refusedTypes: ['image/svg+xml'],
        isAllowedInDirect: false,
      },
    })
  })
})
