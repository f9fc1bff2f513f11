import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { layerRule } from './eslint/layerRule.js'

const core = [
  'domain',
  'protocol',
  'ports',
  'session',
  'transports/memory',
  'transports/rocketchat',
]
const typedTests = ['**/*.{test,contract}.ts', '{src/testing,server/testing,e2e,bench}/**/*.ts']

const htmlStrings = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe'].map(
  (property) => ({
    property,
    message: 'Text from outside is shown as text, never parsed as HTML.',
  }),
)
const htmlStringKeys = {
  selector: 'Property[key.name=/^(innerHTML|outerHTML)$/]',
  message: 'Text from outside is shown as text, never parsed as HTML.',
}

const askTheClock = 'Time is an argument here: ask the Clock port.'
const clockAndChance = [
  { object: 'Date', property: 'now', message: askTheClock },
  {
    object: 'Math',
    property: 'random',
    message: 'Chance is an argument here: ask the Random port.',
  },
]
const bareDates = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: askTheClock },
  { selector: 'CallExpression[callee.name="Date"]', message: askTheClock },
]

export default defineConfig([
  {
    ignores: [
      'dist/**',
      'coverage/**',
      'test-results/**',
      'playwright-report/**',
      '.cache/**',
      'examples/*/{bin,obj}/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,vue}'],
    extends: [tseslint.configs.strictTypeChecked, vue.configs['flat/recommended-error']],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      ...vue.configs['no-layout-rules'].rules,
      // The compiler knows every name, and knows the DOM and Node apart.
      'no-undef': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Our factories return objects whose methods never use `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/no-v-html': 'error',
      'vue/no-restricted-v-bind': [
        'error',
        { argument: '/^(inner-?html|outer-?html|srcdoc)$/i', message: 'No HTML strings.' },
      ],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': 'error',
      'vue/define-emits-declaration': ['error', 'type-literal'],
      // Props are destructured with their defaults; an optional one without is undefined on purpose.
      'vue/require-default-prop': 'off',
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-restricted-properties': ['error', ...htmlStrings],
      'no-restricted-syntax': ['error', htmlStringKeys],
    },
  },
  {
    files: ['server/demo/desk/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['src/**/*.{ts,vue}', 'server/**/*.ts'],
    ignores: ['**/*.d.ts'],
    plugins: { parley: { rules: { layers: layerRule } } },
    rules: { 'parley/layers': 'error' },
  },
  {
    files: core.map((folder) => `src/${folder}/**`),
    rules: {
      'no-restricted-properties': ['error', ...htmlStrings, ...clockAndChance],
      'no-restricted-syntax': ['error', htmlStringKeys, ...bareDates],
    },
  },
  {
    ignores: [...typedTests, '**/*.test.{js,mjs}', 'src/i18n/**'],
    rules: {
      complexity: ['error', { max: 15, variant: 'modified' }],
      'max-depth': ['error', 4],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
    },
  },
  {
    // Playwright reads from the pattern which fixtures a fixture needs: an empty one needs none.
    files: ['e2e/fixtures.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: typedTests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
])
