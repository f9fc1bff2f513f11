import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { iconBlocks, withIconsApart } from './icons.mjs'

test('each icon gets an import of its own', () => {
  const code = "import { Lock, Message as Letter } from '@element-plus/icons-vue'\nconst a = Lock"
  expect(withIconsApart(code)).toBe(
    "import Lock from 'parley-icon:Lock'; import Letter from 'parley-icon:Message';\nconst a = Lock",
  )
  expect(withIconsApart("import { h } from 'vue'")).toBe("import { h } from 'vue'")
})

test('the package is cut into one module for each icon', async () => {
  const source = readFileSync(new URL(import.meta.resolve('@element-plus/icons-vue')), 'utf8')
  const blocks = new Map(iconBlocks(source))
  const names = Object.keys(await import('@element-plus/icons-vue'))
  expect([...blocks.keys()].sort()).toEqual(names.sort())
  for (const code of blocks.values())
    expect(code.match(/export default \w+_default/g)).toHaveLength(1)
})

test('a package of another form is told at once', () => {
  expect(() => iconBlocks('\n// src/components/a.vue\nvar other\nexport {')).toThrow('another form')
})
