import { readFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import { widgetFiles } from './scripts/lib/widgetFiles.mjs'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Beside the script: a name that holds its content's hash, what a page writes to have it checked, and its types (E1). */
function published(): Plugin {
  return {
    name: 'parley:widget-files',
    generateBundle(_options, bundle) {
      const chunk = Object.values(bundle).find((one) => one.type === 'chunk')
      if (chunk === undefined) return
      const types = readFileSync(new URL('src/embed/api.ts', import.meta.url), 'utf8')
      for (const [fileName, source] of widgetFiles(chunk.code, version, types)) {
        this.emitFile({ type: 'asset', fileName, source })
      }
    },
  }
}

/** The loader of a host page: one file of its own, beside the app in `dist`. */
export default defineConfig({
  define: { __PARLEY_VERSION__: JSON.stringify(version) },
  publicDir: false,
  plugins: [published()],
  build: {
    target: 'es2022',
    emptyOutDir: false,
    sourcemap: false,
    lib: {
      entry: 'src/embed/loader.ts',
      formats: ['iife'],
      name: 'ParleyLoader',
      fileName: () => 'widget.js',
    },
  },
})
