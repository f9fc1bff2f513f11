import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vite'
import app from '../vite.config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Builds `dist-bench/bench.html`: the app's own settings, another page. */
export default mergeConfig(
  app,
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
