import { watchPostEffect } from 'vue'

/**
 * Keeps a field as high as its text in browsers whose style sheets cannot (`field-sizing`); a style sheet says how high it may
 * get. Ends with its scope.
 */
export function useFieldHeight(field: () => HTMLTextAreaElement | null, text: () => string): void {
  watchPostEffect(() => {
    const area = field()
    text()
    if (area === null || Reflect.has(area.style, 'fieldSizing')) return
    area.style.blockSize = 'auto'
    area.style.blockSize = `${String(area.scrollHeight)}px`
  })
}
