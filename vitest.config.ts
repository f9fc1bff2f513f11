import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { emojiModules } from './scripts/lib/emoji.mjs'

/** Tests that need a document; all others run without one. */
const inBrowserFolders = 'src/{components,views,composables,stores,platform,embed}/**/*.test.ts'

export default defineConfig({
  plugins: [vue(), emojiModules()],
  test: {
    setupFiles: ['src/testing/failOnConsole.ts'],
    // Element Plus imports its style sheets from JavaScript, which Node alone cannot.
    server: { deps: { inline: ['element-plus'] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'eslint/**/*.test.js',
            'scripts/**/*.test.{mjs,ts}',
            'src/**/*.test.ts',
            'server/**/*.test.ts',
            'examples/**/*.test.ts',
          ],
          exclude: [inBrowserFolders],
        },
      },
      {
        extends: true,
        test: { name: 'dom', environment: 'jsdom', include: [inBrowserFolders] },
      },
    ],
  },
})
