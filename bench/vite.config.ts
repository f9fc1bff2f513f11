import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig, type PluginOption } from 'vite'
import app from '../vite.config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Names files that the app begins with, and this page does not. */
function isOfApp(plugin: PluginOption): boolean {
  return plugin instanceof Object && 'name' in plugin && plugin.name === 'parley:first-files'
}

/** Builds `dist-bench/bench.html`: the app's own settings, another page. */
export default mergeConfig(
  { ...app, plugins: (app.plugins ?? []).filter((plugin) => !isOfApp(plugin)) },
  defineConfig({
    root: here('page'),
    publicDir: false,
    build: {
      outDir: here('../dist-bench'),
      emptyOutDir: true,
      rolldownOptions: { input: here('page/bench.html') },
    },
  }),
)
