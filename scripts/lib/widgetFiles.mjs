import { createHash } from 'node:crypto'

/**
 * What is published beside `widget.js`: the same code under a name that never means anything else, its hash for
 * `integrity`, and its types.
 * @param {string} code of the script
 * @param {string} version
 * @param {string} types declarations only
 * @returns {readonly (readonly [name: string, text: string])[]}
 */
export function widgetFiles(code, version, types) {
  const digest = createHash('sha384').update(code).digest()
  const file = `assets/widget-${version}-${digest.toString('hex').slice(0, 12)}.js`
  const about = { version, file, integrity: `sha384-${digest.toString('base64')}` }
  return [
    [file, code],
    ['widget.json', `${JSON.stringify(about, null, 2)}\n`],
    ['widget.d.ts', types],
  ]
}
