import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const defaultPort = 4300

export default defineConfig({
  plugins: [vue()],
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
