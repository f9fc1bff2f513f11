/**
 * Who may import whom, besides itself. This table is the architecture (ARCHITECTURE.md tells it in words).
 * A file belongs to the longest key that its path starts with; an entry names exactly one layer, not the
 * layers below it. `everything` is for the composition root. What is in no row imports nothing and is
 * imported by nobody; `testOnly` is for tests.
 */
export const everything = '*'

const wires = ['src/domain', 'src/ports', 'src/protocol']
const adapter = [...wires, 'src/transports']

export const layers = {
  'src/domain': [],
  'src/protocol': [],
  'src/i18n': [],
  'src/styles': [],
  'src/config': ['src/configFields', 'src/hostConfig', 'src/transports/createBackend'],
  'src/configFields': [],
  'src/hostConfig': ['src/configFields', 'src/transports/createBackend'],
  'src/ports': ['src/domain', 'src/ports/features'],
  'src/ports/features': ['src/domain'],
  'src/session': ['src/domain', 'src/ports', 'src/session/backoff'],
  'src/session/backoff': ['src/ports'],
  'src/transports': wires,
  'src/transports/memory': adapter,
  'src/transports/rocketchat': adapter,
  'src/transports/signalr': [...adapter, 'src/transports/rocketchat'],
  'src/transports/createBackend': [
    ...adapter,
    'src/transports/memory',
    'src/transports/rocketchat',
    'src/transports/signalr',
  ],
  'src/transports/handOver': [
    ...adapter,
    'src/transports/createBackend',
    'src/transports/rocketchat',
  ],
  'src/platform': ['src/domain', 'src/ports'],
  'src/stores': ['src/domain', 'src/ports', 'src/session'],
  'src/composables': ['src/domain', 'src/ports/features', 'src/i18n'],
  'src/components': ['src/domain', 'src/ports/features', 'src/composables', 'src/i18n'],
  'src/router': ['src/domain', 'src/ports'],
  'src/views': [
    'src/domain',
    'src/ports/features',
    'src/composables',
    'src/components',
    'src/stores',
    'src/i18n',
    'src/router',
  ],
  'src/App': [
    'src/domain',
    'src/composables',
    'src/components',
    'src/stores',
    'src/i18n',
    'src/router',
    'src/styles',
  ],
  'src/embed': ['src/protocol'],
  'src/main': [everything],
  'src/embedded': [everything],
  'src/later': [everything],
  'server/sandbox': ['src/protocol'],
  'server/hub': [],
  'server/relay': [
    ...wires,
    'src/session/backoff',
    'src/transports',
    'src/transports/rocketchat',
    'server/hub',
  ],
  'server/relay/testing': ['server/relay', 'server/sandbox', 'src/protocol'],
  'server/demo': ['server/sandbox', 'server/relay'],
}

/** Folders that tests may import and production may not. */
export const testOnly = ['src/testing', 'server/testing', 'server/relay/testing']

const vueLayers = [
  'src/stores',
  'src/composables',
  'src/components',
  'src/views',
  'src/i18n',
  'src/embed',
  'src/router',
  'src/App',
  'src/main',
  'src/embedded',
]
const widgetLayers = ['src/components', 'src/views', 'src/App', 'src/main']
const serverLayers = Object.keys(layers).filter((layer) => layer.startsWith('server/'))

/** Which layers may import a package. `node:` stands for Node's own modules; an unlisted package is refused. */
export const packages = {
  vue: vueLayers,
  pinia: vueLayers,
  'element-plus': widgetLayers,
  '@element-plus/icons-vue': widgetLayers,
  virtua: ['src/components'],
  axios: ['src/transports/rocketchat', 'src/transports/signalr', 'src/main'],
  'emojibase-data': ['server/sandbox'],
  'parley-emoji': ['src/composables'],
  lowlight: ['src/composables'],
  'highlight.js': ['src/composables'],
  'idb-keyval': ['src/platform'],
  '@microsoft/signalr': ['src/transports/signalr', 'server/relay/testing'],
  ws: serverLayers,
  jose: ['server/relay', 'server/relay/testing', 'server/demo'],
  ioredis: ['server/relay'],
  pino: ['server/relay'],
  'prom-client': ['server/relay'],
  undici: ['server/relay'],
  '@photostructure/sqlite': ['server/sandbox'],
  '@fastify/busboy': ['server/sandbox'],
  vite: ['server/demo'],
  'node:': serverLayers,
}

/** True for files that may import anything: tests, contract suites and what only they use. */
export function isTest(path) {
  return (
    /\.(test|contract)(\.[a-z]+)?$/.test(path) ||
    path.startsWith('src/testing/') ||
    path.startsWith('server/testing/') ||
    path.startsWith('e2e/')
  )
}

/** The layer of a path relative to the repository root, with or without its ending; undefined when it has none. */
export function layerOf(path) {
  const bare = path.replace(/\.[a-z]+$/i, '')
  return [...Object.keys(layers), ...testOnly]
    .filter((layer) => bare === layer || path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0]
}
