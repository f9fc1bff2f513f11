import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:vue|css|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'))

it('V1 whatever is named as a token is declared', () => {
  const all = sources.join('\n')
  const declared = new Set(Array.from(all.matchAll(/(--[\w-]+)'?:/g), ([, name]) => name))
  const used = new Set(Array.from(all.matchAll(/var\((--[\w-]+)\s*\)/g), ([, name]) => name))
  const missing = [...used].filter((name) => !declared.has(name) && !name?.startsWith('--el-'))
  expect(missing).toEqual([])
})
