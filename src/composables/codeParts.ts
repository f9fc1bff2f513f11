import type { LanguageFn } from 'highlight.js'
import { createLowlight } from 'lowlight'
import type { CodeKind, CodeRun } from './codeRuns'

type Grammar = () => Promise<{ readonly default: LanguageFn }>

/** What is often pasted into a chat. Each loads when it is first met. */
const grammars: ReadonlyMap<string, Grammar> = new Map<string, Grammar>([
  ['bash', () => import('highlight.js/lib/languages/bash')],
  ['c', () => import('highlight.js/lib/languages/c')],
  ['cpp', () => import('highlight.js/lib/languages/cpp')],
  ['csharp', () => import('highlight.js/lib/languages/csharp')],
  ['css', () => import('highlight.js/lib/languages/css')],
  ['dart', () => import('highlight.js/lib/languages/dart')],
  ['diff', () => import('highlight.js/lib/languages/diff')],
  ['dockerfile', () => import('highlight.js/lib/languages/dockerfile')],
  ['elixir', () => import('highlight.js/lib/languages/elixir')],
  ['go', () => import('highlight.js/lib/languages/go')],
  ['graphql', () => import('highlight.js/lib/languages/graphql')],
  ['haskell', () => import('highlight.js/lib/languages/haskell')],
  ['http', () => import('highlight.js/lib/languages/http')],
  ['ini', () => import('highlight.js/lib/languages/ini')],
  ['java', () => import('highlight.js/lib/languages/java')],
  ['javascript', () => import('highlight.js/lib/languages/javascript')],
  ['json', () => import('highlight.js/lib/languages/json')],
  ['kotlin', () => import('highlight.js/lib/languages/kotlin')],
  ['less', () => import('highlight.js/lib/languages/less')],
  ['lua', () => import('highlight.js/lib/languages/lua')],
  ['makefile', () => import('highlight.js/lib/languages/makefile')],
  ['markdown', () => import('highlight.js/lib/languages/markdown')],
  ['nginx', () => import('highlight.js/lib/languages/nginx')],
  ['objectivec', () => import('highlight.js/lib/languages/objectivec')],
  ['perl', () => import('highlight.js/lib/languages/perl')],
  ['php', () => import('highlight.js/lib/languages/php')],
  ['powershell', () => import('highlight.js/lib/languages/powershell')],
  ['python', () => import('highlight.js/lib/languages/python')],
  ['r', () => import('highlight.js/lib/languages/r')],
  ['ruby', () => import('highlight.js/lib/languages/ruby')],
  ['rust', () => import('highlight.js/lib/languages/rust')],
  ['scala', () => import('highlight.js/lib/languages/scala')],
  ['scss', () => import('highlight.js/lib/languages/scss')],
  ['shell', () => import('highlight.js/lib/languages/shell')],
  ['sql', () => import('highlight.js/lib/languages/sql')],
  ['swift', () => import('highlight.js/lib/languages/swift')],
  ['typescript', () => import('highlight.js/lib/languages/typescript')],
  ['xml', () => import('highlight.js/lib/languages/xml')],
  ['yaml', () => import('highlight.js/lib/languages/yaml')],
])

/** Other names of theirs. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['c#', 'csharp'],
  ['c++', 'cpp'],
  ['cc', 'cpp'],
  ['cjs', 'javascript'],
  ['console', 'shell'],
  ['cs', 'csharp'],
  ['docker', 'dockerfile'],
  ['golang', 'go'],
  ['gql', 'graphql'],
  ['h', 'c'],
  ['hpp', 'cpp'],
  ['hs', 'haskell'],
  ['html', 'xml'],
  ['js', 'javascript'],
  ['jsonc', 'json'],
  ['jsx', 'javascript'],
  ['kt', 'kotlin'],
  ['make', 'makefile'],
  ['md', 'markdown'],
  ['mjs', 'javascript'],
  ['objc', 'objectivec'],
  ['patch', 'diff'],
  ['pl', 'perl'],
  ['properties', 'ini'],
  ['ps1', 'powershell'],
  ['py', 'python'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
  ['sh', 'bash'],
  ['svg', 'xml'],
  ['toml', 'ini'],
  ['ts', 'typescript'],
  ['tsx', 'typescript'],
  ['vue', 'xml'],
  ['yml', 'yaml'],
  ['zsh', 'bash'],
])

/** By the names that the grammars give to parts, of which `title.function` begins with `title`. */
const kindByName: ReadonlyMap<string, CodeKind> = new Map<string, CodeKind>([
  ['keyword', 'code-keyword'],
  ['selector-tag', 'code-keyword'],
  ['literal', 'code-number'],
  ['number', 'code-number'],
  ['symbol', 'code-number'],
  ['bullet', 'code-number'],
  ['variable', 'code-attribute'],
  ['template-variable', 'code-attribute'],
  ['attr', 'code-attribute'],
  ['attribute', 'code-attribute'],
  ['property', 'code-attribute'],
  ['selector-attr', 'code-attribute'],
  ['selector-class', 'code-attribute'],
  ['selector-id', 'code-attribute'],
  ['string', 'code-text-value'],
  ['regexp', 'code-text-value'],
  ['link', 'code-text-value'],
  ['char', 'code-text-value'],
  ['comment', 'code-comment'],
  ['quote', 'code-comment'],
  ['doctag', 'code-comment'],
  ['meta', 'code-comment'],
  ['title', 'code-name'],
  ['section', 'code-name'],
  ['name', 'code-keyword'],
  ['built_in', 'code-type'],
  ['type', 'code-type'],
  ['class', 'code-type'],
  ['addition', 'code-added'],
  ['deletion', 'code-removed'],
])

const lowlight = createLowlight()

/** The code in parts, of which all together are the code; null for a language that is not known. Rejects without a line. */
export async function codeRuns(code: string, language: string): Promise<readonly CodeRun[] | null> {
  const wanted = language.toLowerCase()
  const name = aliases.get(wanted) ?? wanted
  const grammar = grammars.get(name)
  if (grammar === undefined) return null
  if (!lowlight.registered(name)) lowlight.register(name, (await grammar()).default)
  const runs: CodeRun[] = []
  collect(lowlight.highlight(name, code, { prefix: '' }).children, undefined, runs)
  return runs
}

type Nodes = ReturnType<typeof lowlight.highlight>['children']

function collect(nodes: Nodes, around: CodeKind | undefined, runs: CodeRun[]): void {
  for (const node of nodes) {
    if (node.type === 'element') collect(node.children, kindOf(node.properties) ?? around, runs)
    else if (node.type === 'text') append(runs, node.value, around)
  }
}

function kindOf({ className }: Readonly<Record<string, unknown>>): CodeKind | undefined {
  const [name] = Array.isArray(className) ? (className as readonly unknown[]) : []
  return typeof name === 'string' ? kindByName.get(name) : undefined
}

/** Neighbours of one colour are one. */
function append(runs: CodeRun[], text: string, kind: CodeKind | undefined): void {
  const last = runs.at(-1)
  if (last !== undefined && last.kind === kind) {
    runs[runs.length - 1] = { text: last.text + text, kind }
  } else runs.push({ text, kind })
}
