import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { createApp } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileSourceKey, type FileSource } from './fileSource'
import { useShownFile, type ShownFile } from './protectedFiles'

const own = 'https://chat.example/file-upload/a/b.png'
const revoked: string[] = []
let scope: EffectScope

beforeEach(() => {
  let count = 0
  revoked.length = 0
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: () => `blob:${String((count += 1))}`,
      revokeObjectURL: (address: string) => revoked.push(address),
    }),
  )
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

function show(source: Partial<FileSource>, url = () => own, isUnasked = true): ShownFile {
  const app = createApp({})
  app.provide(fileSourceKey, {
    isOwn: () => true,
    isForeign: () => false,
    isProtected: () => true,
    line: () => 0,
    fetch: () => Promise.resolve(new Blob(['x'])),
    ...source,
  })
  const shown = app.runWithContext(() => scope.run(() => useShownFile(url, () => isUnasked)))
  if (shown === undefined) throw new Error('the scope has ended')
  return shown
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await nextTick()
}
const refuse = () => Promise.reject(new Error('refused'))

describe('a file that is shown', () => {
  it('comes with the user’s own headers when it is protected, and its memory is given back', async () => {
    const file = show({})
    expect(file.src.value).toBeNull()
    await settled()
    expect(file.src.value).toBe('blob:1')
    scope.stop()
    expect(revoked).toEqual(['blob:1'])
  })

  it('is tried by its plain address where it cannot be fetched, and then has failed', async () => {
    const file = show({ fetch: refuse })
    await settled()
    expect([file.src.value, file.hasFailed.value]).toEqual([own, false])
    file.onError()
    expect(file.hasFailed.value).toBe(true)
  })

  it('has its plain address when it is not protected; fetched where that does not do', async () => {
    const fetch = vi.fn(() => Promise.resolve(new Blob(['x'])))
    const file = show({ isProtected: () => false, fetch })
    await settled()
    expect([file.src.value, fetch.mock.calls.length]).toEqual([own, 0])
    file.onError()
    await settled()
    expect([file.src.value, file.hasFailed.value]).toEqual(['blob:1', false])
  })

  it('is never asked of the server when it is elsewhere', () => {
    const fetch = vi.fn(refuse)
    const file = show({ isOwn: () => false, isProtected: () => false, fetch })
    file.onError()
    expect([file.hasFailed.value, fetch.mock.calls.length]).toEqual([true, 0])
  })

  it('is not fetched unasked when it is large', async () => {
    const fetch = vi.fn(refuse)
    const file = show({ fetch }, () => own, false)
    await settled()
    expect([file.src.value, fetch.mock.calls.length]).toEqual([null, 0])
  })

  it('is tried anew when the server is there again', async () => {
    const line = ref(0)
    const fetch = vi.fn(refuse)
    const file = show({ fetch, line: () => line.value })
    await settled()
    file.onError()
    expect(file.hasFailed.value).toBe(true)
    fetch.mockResolvedValue(new Blob(['x']) as never)
    line.value += 1
    await settled()
    expect([file.src.value, file.hasFailed.value]).toEqual(['blob:1', false])
  })

  it('waits to be asked for when its plain address does not do and it is large', async () => {
    const fetch = vi.fn(() => Promise.resolve(new Blob(['x'])))
    const file = show({ isProtected: () => false, fetch }, () => own, false)
    file.onError()
    await settled()
    expect([file.src.value, file.hasFailed.value, fetch.mock.calls.length]).toEqual([
      null,
      false,
      0,
    ])
    file.ask()
    await settled()
    expect(file.src.value).toBe('blob:1')
  })

  it('that comes late for another one is given back', async () => {
    let arrive = (): void => undefined
    const url = ref(own)
    const file = show(
      {
        fetch: (address) =>
          new Promise((resolve) => {
            if (address === own) arrive = () => resolve(new Blob(['x']))
            else resolve(new Blob(['y']))
          }),
      },
      () => url.value,
    )
    url.value = `${own}2`
    await settled()
    expect(file.src.value).toBe('blob:1')
    arrive()
    await settled()
    expect([file.src.value, revoked]).toEqual(['blob:1', ['blob:2']])
  })

  it('S6 of another server waits until it is asked for, once a page', async () => {
    const url = 'https://elsewhere.example/a.png'
    const foreign = { isOwn: () => false, isForeign: () => true, isProtected: () => false }
    const file = show(foreign, () => url)
    await settled()
    expect([file.src.value, file.isWithheld.value, file.isLoading.value]).toEqual([
      null,
      true,
      false,
    ])
    file.ask()
    await settled()
    expect([file.src.value, file.isWithheld.value]).toEqual([url, false])
    expect(show(foreign, () => url).src.value).toBe(url)
    expect(show(foreign, () => `${url}?other`).src.value).toBeNull()
  })
})
