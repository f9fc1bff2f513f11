import { readFileSync } from 'node:fs'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { emojiModules } from './scripts/lib/emoji.mjs'
import { iconBlocks, withIconsApart } from './scripts/lib/icons.mjs'
import { firstFiles } from './scripts/lib/firstFiles.mjs'
import { halfOfTexts, isTexts } from './scripts/lib/texts.mjs'

const defaultPort = 4300

/** Code of libraries that no browser of ours ever runs; each library asks before it uses it (docs/adr/0008, 0016). */
const leftOut: readonly (readonly [ending: string, code: string])[] = [
  // REST runs over XMLHttpRequest, which reports upload progress. `null` is axios' own word for "not here".
  ['/axios/lib/adapters/fetch.js', 'export const getFetch = () => null\nexport default null'],
  // Names of statuses, forms turned into JSON, and the old way to cancel.
  ['/axios/lib/helpers/HttpStatusCode.js', 'export default {}'],
  ['/axios/lib/helpers/formDataToJSON.js', 'export default () => null'],
  ['/axios/lib/cancel/CancelToken.js', 'export default class CancelToken {}'],
  // Queries are written by transports/rocketchat/query.ts, bodies are JSON or FormData: nothing else is serialized.
  [
    '/axios/lib/helpers/toFormData.js',
    "export default () => { throw new Error('axios has no toFormData here: docs/adr/0016') }",
  ],
  [
    '/axios/lib/helpers/AxiosURLSearchParams.js',
    "export default class { constructor() { throw new Error('axios has no params here: docs/adr/0016') } }",
  ],
  ['/axios/lib/core/assertParamsAcyclic.js', 'export default () => undefined'],
  // The compiler knows the options, and nothing intercepts.
  [
    '/axios/lib/helpers/validator.js',
    'const pass = () => undefined\nexport default { assertOptions: pass, validators: { transitional: pass, spelling: pass } }',
  ],
  ['/axios/lib/core/InterceptorManager.js', 'export default class { forEach() {} }'],
  // Forms are FormData. A host's cookie against forged requests is read where its configuration names it (transports/signalr/hostAccounts.ts).
  [
    '/axios/lib/helpers/toURLEncodedForm.js',
    "export default () => { throw new Error('axios has no such forms here: docs/adr/0016') }",
  ],
  ['/axios/lib/helpers/cookies.js', 'export default { read: () => null }'],
  ['/axios/lib/helpers/isURLSameOrigin.js', 'export default () => false'],
  // A button's own colour, for which a colour library of 5 KiB (gzip) is loaded.
  [
    '/element-plus/es/components/button/src/button-custom.mjs',
    'export const useButtonCustomStyle = () => undefined',
  ],
  // The hub's client takes `fetch` where there is one, and keeps what it sent only for stateful reconnect.
  ['/@microsoft/signalr/dist/esm/XhrHttpClient.js', 'export class XhrHttpClient {}'],
  ['/@microsoft/signalr/dist/esm/MessageBuffer.js', 'export class MessageBuffer {}'],
]

function withoutUnusedCode(): Plugin {
  return {
    name: 'parley:without-unused-code',
    apply: 'build',
    load(id) {
      const file = id.replaceAll('\\', '/')
      return leftOut.find(([ending]) => file.endsWith(ending))?.[1] ?? null
    },
  }
}

/** The only files that are no modules: each has one export, for which helpers would come with the first screen. */
const grammarFile = /\/highlight\.js\/lib\/(core|languages\/[\w-]+)\.js$/

function grammarsAsModule(): Plugin {
  return {
    name: 'parley:grammars-as-module',
    apply: 'build',
    transform(code, id) {
      if (!grammarFile.test(id.replaceAll('\\', '/'))) return null
      const asModule = code.replace('module.exports = ', 'export default ')
      if (asModule === code) this.error(`${id} has another form: see docs/adr/0022`)
      return { code: asModule, map: null }
    },
  }
}

const iconPackage = '@element-plus/icons-vue'
const iconPrefix = 'parley-icon:'

/** Each icon comes with what shows it: the package is one module, which would come whole with the first screen. */
function iconsApart(): Plugin {
  const blocks = new Map<string, string>()
  return {
    name: 'parley:icons-apart',
    apply: 'build',
    buildStart() {
      const source = readFileSync(new URL(import.meta.resolve(iconPackage)), 'utf8')
      for (const [name, code] of iconBlocks(source)) blocks.set(name, code)
    },
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes(iconPackage)) return null
      return { code: withIconsApart(code), map: null }
    },
    resolveId: (id) => (id.startsWith(iconPrefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${iconPrefix}`)) return null
      const code = blocks.get(id.slice(iconPrefix.length + 1))
      if (code === undefined) this.error(`${iconPackage} has no such icon: ${id}`)
      return { code, moduleSideEffects: false }
    },
  }
}

const textFile = /\/src\/i18n\/\w+\.ts(\?rest)?$/

/** A language is one file for those who write it, and two for those who load it (docs/adr/0019). */
function textsApart(): Plugin {
  return {
    name: 'parley:texts-apart',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const match = textFile.exec(id.replaceAll('\\', '/'))
      return match === null || !isTexts(code)
        ? null
        : { code: halfOfTexts(code, match[1] !== undefined), map: null }
    },
  }
}

/** Each file is what all its modules import, but for the files before it. */
const files = firstFiles('src/main.ts', [
  ['base', ['src/main.ts']],
  ['base', ['src/views/ChatView.vue', 'src/views/SignInView.vue']],
  ['chat', ['src/views/ChatView.vue']],
  ['rocketchat', ['src/transports/rocketchat/rocketChatTransport.ts']],
  ['rocketchat', ['src/transports/rocketchat/transfers.ts']],
])

export default defineConfig({
  plugins: [
    vue(),
    emojiModules(),
    withoutUnusedCode(),
    iconsApart(),
    textsApart(),
    grammarsAsModule(),
    files.plugin,
  ],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.PARLEY_PORT ?? defaultPort),
    strictPort: true,
  },
  build: {
    target: 'es2022',
    // scripts/budgets.mjs reads from it what the first screen loads.
    manifest: true,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: files.groups },
      },
    },
  },
})
