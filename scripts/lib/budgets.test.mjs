import { describe, expect, it } from 'vitest'
import { filesOf, measure, onDemand, total } from './budgets.mjs'

const manifest = {
  'index.html': { file: 'main.js', imports: ['_vue.js'], css: ['main.css'] },
  'src/views/Chat.vue': { file: 'chat.js', imports: ['_vue.js', '_button.js'], css: ['chat.css'] },
  'src/views/SignIn.vue': { file: 'signIn.js', imports: ['_button.js'], isDynamicEntry: true },
  'src/i18n/en.ts': { file: 'en.js', isDynamicEntry: true },
  'src/i18n/zhCN.ts': { file: 'zhCN.js', isDynamicEntry: true },
  '_vue.js': { file: 'vue.js' },
  '_button.js': { file: 'button.js', imports: ['_vue.js'], css: ['button.css'] },
}
const sizes = {
  'main.js': 10,
  'vue.js': 20,
  'chat.js': 5,
  'button.js': 3,
  'en.js': 1,
  'zhCN.js': 2,
  'main.css': 4,
  'chat.css': 2,
  'button.css': 1,
}

describe('the first screen', () => {
  it('is the entries with all that they import, each file once', () => {
    const { js, css } = filesOf(manifest, ['index.html', 'src/views/Chat.vue'])
    expect([...js]).toEqual(['main.js', 'vue.js', 'chat.js', 'button.js'])
    expect([...css]).toEqual(['main.css', 'chat.css', 'button.css'])
  })

  it('refuses an entry that the build does not have', () => {
    expect(() => filesOf(manifest, ['src/views/Gone.vue'])).toThrow('The build has no src/views/')
  })

  it('knows what is loaded on demand', () => {
    expect(onDemand(manifest, 'src/i18n/')).toEqual(['src/i18n/en.ts', 'src/i18n/zhCN.ts'])
  })

  it('counts only the largest of the choices, and lists the largest files first', () => {
    const entries = ['index.html', 'src/views/Chat.vue']
    const choices = onDemand(manifest, 'src/i18n/')
    const { js, css } = measure(manifest, entries, choices, (file) => sizes[file])
    expect(js.map(({ name }) => name)).toEqual([
      'vue.js',
      'main.js',
      'chat.js',
      'button.js',
      'zhCN.js',
    ])
    expect(total(js)).toBe(40)
    expect(total(css)).toBe(7)
  })

  it('needs no choices', () => {
    expect(total(measure(manifest, ['index.html'], [], (file) => sizes[file]).js)).toBe(30)
  })
})
