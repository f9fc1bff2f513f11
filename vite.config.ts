import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const defaultPort = 4300

/**
 * REST runs over axios' XMLHttpRequest adapter, which reports upload progress; axios brings a second one over `fetch`
 * (some 4 KiB gzip) that is only asked for where the first does not exist. `null` is axios' own word for that.
 */
function withoutFetchAdapter(): Plugin {
  return {
    name: 'parley:axios-without-fetch-adapter',
    apply: 'build',
    load(id) {
      const isFetchAdapter = id.replaceAll('\\', '/').endsWith('/axios/lib/adapters/fetch.js')
      return isFetchAdapter ? 'export const getFetch = () => null\nexport default null' : null
    },
  }
}

export default defineConfig({
  plugins: [vue(), withoutFetchAdapter()],
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
  },
})
