/** For tools that read TypeScript alone; vue-tsc reads the component itself. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

/** The half of a file of texts that comes after the first screen (vite.config.ts). */
declare module '*?rest' {
  const texts: Partial<import('./i18n').Texts>
  export default texts
}

/** Emoji by code, and their names by language, cut from `emojibase-data` (scripts/lib/emoji.mjs). */
declare module 'parley-emoji/*' {
  const text: string
  export default text
}
