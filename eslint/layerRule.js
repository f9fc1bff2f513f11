import { isBuiltin } from 'node:module'
import path from 'node:path'
import { everything, isTest, layerOf, layers, packages, testOnly } from './layers.js'

/** Says why `from` (a path below `src` or `server`) may not import `specifier`; null when it may. */
function refusal(from, specifier) {
  const layer = layerOf(from)
  if (!layer) return `${from} belongs to no layer`
  if (specifier.startsWith('/')) return `${specifier} belongs to no layer`
  return specifier.startsWith('.')
    ? pathRefusal(layer, path.posix.join(path.posix.dirname(from), specifier))
    : packageRefusal(layer, packageName(specifier))
}

function pathRefusal(layer, target) {
  const targetLayer = layerOf(target)
  if (!targetLayer) return `${target} belongs to no layer`
  if (targetLayer === layer && !isTest(target)) return null
  if (testOnly.includes(targetLayer) || isTest(target)) return `${target} is for tests only`
  const allowed = layers[layer]
  if (allowed.includes(everything) || allowed.includes(targetLayer)) return null
  return `${layer} may not import ${targetLayer}`
}

function packageRefusal(layer, name) {
  return packages[name]?.includes(layer) ? null : `${layer} may not import the package ${name}`
}

function packageName(specifier) {
  if (isBuiltin(specifier)) return 'node:'
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Refuses every import that the table in layers.js does not allow, of whatever form it is. */
export const layerRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      refused: '{{reason}} (the table is in eslint/layers.js)',
      computed: 'import() takes a literal path, so that its direction can be checked',
    },
  },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    if (isTest(from) || !/^(src|server)\//.test(from)) return {}
    const check = (node) => {
      if (!node) return
      if (typeof node.value !== 'string') return context.report({ node, messageId: 'computed' })
      const reason = refusal(from, node.value)
      if (reason) context.report({ node, messageId: 'refused', data: { reason } })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    }
  },
}
