import { ESLint, Linter } from 'eslint'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { layerRule } from './layerRule.js'
import { everything, layers, packages, testOnly } from './layers.js'

const root = path.resolve(import.meta.dirname, '..')
const singleFiles = [
  'src/App',
  'src/config',
  'src/main',
  'src/session/backoff',
  'src/transports/createBackend',
]
const fileIn = (layer) => (singleFiles.includes(layer) ? `${layer}.ts` : `${layer}/thing.ts`)

const ways = [
  (to) => `import { a } from '${to}'`,
  (to) => `import type { A } from '${to}'`,
  (to) => `import '${to}'`,
  (to) => `export { a } from '${to}'`,
  (to) => `export * from '${to}'`,
  (to) => `export const a = () => import('${to}')`,
  (to) => `export type A = import('${to}').A`,
]

const linter = new Linter({ cwd: root })
const layerConfig = {
  files: ['**/*.{ts,vue}'],
  languageOptions: { parser: tseslint.parser },
  plugins: { parley: { rules: { layers: layerRule } } },
  rules: { 'parley/layers': 'error' },
}

/** How many of the seven ways to import `to` are refused in `file`. */
function refusals(file, to) {
  const messages = ways.flatMap((way) => linter.verify(way(to), layerConfig, path.join(root, file)))
  expect(messages.filter(({ ruleId }) => ruleId !== 'parley/layers')).toEqual([])
  return messages.length
}

function relativeImport(from, to) {
  const target = path.posix.relative(path.posix.dirname(from), to.replace(/\.ts$/, ''))
  return target.startsWith('.') ? target : `./${target}`
}

const names = [...Object.keys(layers), ...testOnly.filter((layer) => !layers[layer])]
const production = Object.keys(layers).filter((layer) => !testOnly.includes(layer))

/** 'refused', 'allowed', or 'mixed' when the ways to import do not agree. */
function verdict(file, to) {
  const count = refusals(file, to)
  if (count === 0) return 'allowed'
  return count === ways.length ? 'refused' : 'mixed'
}

const expected = (listed) => (listed ? 'allowed' : 'refused')

describe('the layer table', () => {
  it.each(production)('decides every import from %s to another layer', (from) => {
    const others = names.filter((to) => to !== from)
    const listed = (to) => layers[from].includes(to) || layers[from].includes(everything)
    const table = others.map((to) => [to, expected(listed(to) && !testOnly.includes(to))])
    const file = fileIn(from)
    const rule = others.map((to) => [to, verdict(file, relativeImport(file, fileIn(to)))])
    expect(rule).toEqual(table)
  })

  it('names only layers that exist in the table', () => {
    const listed = [...Object.values(layers), ...Object.values(packages)].flat()
    expect(listed.filter((layer) => layer !== everything && !layers[layer])).toEqual([])
  })

  it('sees a folder import and a folder inside a layer', () => {
    expect(verdict('src/domain/deep/thing.ts', '../../session')).toBe('refused')
    expect(verdict('src/views/chat/Pane.vue', '../../components/message/Row.vue')).toBe('allowed')
    expect(verdict('src/domain/deep/thing.ts', '../thing')).toBe('allowed')
  })

  it('refuses production files outside every layer, in both directions', () => {
    expect(verdict('src/shared/thing.ts', '../domain')).toBe('refused')
    expect(verdict('src/main.ts', './shared/thing')).toBe('refused')
    expect(verdict('src/main.ts', '../e2e/fixtures')).toBe('refused')
    expect(verdict('src/main.ts', '/src/views/ChatView.vue')).toBe('refused')
  })

  it('refuses test files as targets, even in the same layer', () => {
    expect(verdict('src/domain/thing.ts', './other.test')).toBe('refused')
    expect(verdict('src/transports/memory/thing.ts', '../transport.contract')).toBe('refused')
  })

  it('refuses an import() whose target cannot be read', () => {
    const messages = linter.verify(
      'export const load = (name) => import(`./${name}.js`)',
      layerConfig,
      path.join(root, 'src/main.ts'),
    )
    expect(messages).toHaveLength(1)
  })

  it.each([
    'src/domain/thing.test.ts',
    'src/transports/transport.contract.ts',
    'src/testing/builders.ts',
    'server/testing/builders.ts',
    'e2e/smoke.spec.ts',
    'vite.config.ts',
  ])('leaves %s free', (file) => {
    expect(verdict(file, relativeImport(file, 'src/views/ChatView.vue'))).toBe('allowed')
    expect(verdict(file, relativeImport(file, 'server/testing/door.ts'))).toBe('allowed')
    expect(verdict(file, 'fast-check')).toBe('allowed')
  })
})

describe('the package table', () => {
  const specifiers = (name) =>
    name === 'node:' ? ['node:fs', 'fs', 'node:fs/promises'] : [name, `${name}/deep/file.mjs`]

  it.each(Object.keys(packages))('decides who may import %s', (name) => {
    for (const specifier of specifiers(name)) {
      const rule = production.map((layer) => [layer, verdict(fileIn(layer), specifier)])
      const table = production.map((layer) => [layer, expected(packages[name].includes(layer))])
      expect(rule).toEqual(table)
    }
  })

  it('refuses a package that is not in the table, in every layer', () => {
    for (const layer of production) {
      expect(verdict(fileIn(layer), 'left-pad')).toBe('refused')
      expect(verdict(fileIn(layer), '@someone/vue')).toBe('refused')
    }
  })

  it('lists no package at all for the innermost layers', () => {
    const innermost = ['src/domain', 'src/protocol', 'src/ports', 'src/session']
    const listed = Object.values(packages).flat()
    expect(listed.filter((layer) => innermost.includes(layer))).toEqual([])
  })
})

describe('the configuration', () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      { languageOptions: { parserOptions: { projectService: false } } },
      { files: ['**/*.{ts,vue}'], ...tseslint.configs.disableTypeChecked },
    ],
  })

  async function rulesBroken(filePath, code) {
    const [result] = await eslint.lintText(code, { filePath: path.join(root, filePath) })
    expect(result.messages.filter(({ fatal }) => fatal)).toEqual([])
    expect(result.messages.filter(({ severity }) => severity !== 2)).toEqual([])
    return result.messages.map(({ ruleId }) => ruleId)
  }

  const component = (template) => `<template>\n  ${template}\n</template>\n`
  const core = [
    'domain',
    'protocol',
    'ports',
    'session',
    'transports/memory',
    'transports/rocketchat',
  ]
  const impure = [
    ['Date.now()', 'no-restricted-properties'],
    ['Math.random()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
  ]

  it.each(core)('asks for time and chance as arguments in %s', async (folder) => {
    for (const [code, rule] of impure) {
      expect(await rulesBroken(`src/${folder}/x.ts`, `export const x = ${code}\n`)).toEqual([rule])
    }
    const fixed = 'export const x = new Date(0)\n'
    expect(await rulesBroken(`src/${folder}/x.ts`, fixed)).toEqual([])
  })

  it('lets the platform read the clock', async () => {
    expect(await rulesBroken('src/platform/clock.ts', 'export const x = Date.now()\n')).toEqual([])
  })

  it('applies the layer table to TypeScript and to components', async () => {
    const code = "import { x } from '../stores/x'\nexport const y = x\n"
    expect(await rulesBroken('src/domain/x.ts', code)).toEqual(['parley/layers'])
    const script = `<script setup lang="ts">\n${code.split('\n')[0]}\nx()\n</script>\n\n`
    const broken = await rulesBroken('src/components/RowThing.vue', script + component('<p></p>'))
    expect(broken).toEqual(['parley/layers'])
  })

  it.each([
    ['v-html="text"', 'vue/no-v-html'],
    [':innerHTML="text"', 'vue/no-restricted-v-bind'],
    [':inner-html.prop="text"', 'vue/no-restricted-v-bind'],
    [':srcdoc="text"', 'vue/no-restricted-v-bind'],
  ])('refuses %s in a template', async (attribute, rule) => {
    const code = component(`<p ${attribute}></p>`)
    expect(await rulesBroken('src/components/RowThing.vue', code)).toEqual([rule])
  })

  it.each([
    ['el.innerHTML = text', 'no-restricted-properties'],
    ["el['innerHTML'] = text", 'no-restricted-properties'],
    ['el.outerHTML = text', 'no-restricted-properties'],
    ["el.insertAdjacentHTML('beforeend', text)", 'no-restricted-properties'],
    ["h('p', { innerHTML: text })", 'no-restricted-syntax'],
  ])('refuses %s everywhere', async (statement, rule) => {
    const code = `export function show(el, text, h) {\n  h(text)\n  ${statement}\n  return el\n}\n`
    for (const file of ['src/domain/x.ts', 'src/embed/x.ts', 'e2e/x.spec.ts', 'scripts/x.mjs']) {
      expect(await rulesBroken(file, code)).toEqual([rule])
    }
  })

  it('reports a rule that was switched off for nothing', async () => {
    const code = '// eslint-disable-next-line no-empty -- reason\nexport const x = 1\n'
    const [result] = await eslint.lintText(code, { filePath: path.join(root, 'scripts/x.mjs') })
    expect(result.errorCount).toBe(1)
  })
})
