import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isOlder } from './build.mjs'

let folder
const at = (name) => path.join(folder, name)
const touch = (name, second) => utimes(at(name), second, second)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-build-'))
  await mkdir(at('src/deep'), { recursive: true })
  await writeFile(at('src/deep/a.ts'), '')
  await writeFile(at('built'), '')
  for (const name of ['src/deep/a.ts', 'src/deep', 'src']) await touch(name, 100)
  await touch('built', 200)
})
afterEach(() => rm(folder, { recursive: true }))

const isBuiltOlder = () => isOlder(at('built'), [at('src'), at('absent')])

it('is up to date when nothing changed after it', async () => {
  expect(await isBuiltOlder()).toBe(false)
})

it('is older when it is missing, or when a file deep inside changed', async () => {
  await touch('src/deep/a.ts', 300)
  expect(await isBuiltOlder()).toBe(true)
  await touch('src/deep/a.ts', 100)
  await rm(at('built'))
  expect(await isBuiltOlder()).toBe(true)
})

it('is older when a file was deleted', async () => {
  await rm(at('src/deep/a.ts'))
  expect(await isBuiltOlder()).toBe(true)
})
