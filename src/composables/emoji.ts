import { h, onScopeDispose, shallowRef, watch, type VNode } from 'vue'
import type { WorkspaceEmoji } from '../ports/features'

const signOf = shallowRef<((shortCode: string) => string | undefined) | null>(null)
let isLoading = false

/** Of the workspace, for as long as its chat is on the screen. */
const workspaceEmoji = shallowRef<readonly WorkspaceEmoji[]>([])
const pictures = shallowRef<ReadonlyMap<string, string>>(new Map())
/** Addresses of pictures that could not be loaded: their codes show. */
const missing = shallowRef<ReadonlySet<string>>(new Set())
let fetchWorkspaceEmoji: (() => Promise<readonly WorkspaceEmoji[]>) | null = null

/**
 * The emoji of a short code without colons, or the code in its colons while the table is on its way and where it
 * has none. Reactive: what rendered with it renders again once the table is here.
 */
export function emojiSign(shortCode: string): string {
  if (signOf.value === null) void loadTable()
  return signOf.value?.(shortCode) ?? `:${shortCode}:`
}

/** As `emojiSign`, or the picture of an emoji of the workspace: the first code that no table has asks for them. */
export function renderEmoji(shortCode: string): VNode | string {
  const sign = emojiSign(shortCode)
  if (signOf.value === null || !sign.startsWith(':')) return sign
  if (fetchWorkspaceEmoji !== null) void loadWorkspaceEmoji()
  const src = pictures.value.get(shortCode)
  if (src === undefined || missing.value.has(src)) return sign
  const onError = (): void => {
    missing.value = new Set(missing.value).add(src)
  }
  return h('img', {
    class: 'emoji-picture',
    src,
    alt: sign,
    title: sign,
    loading: 'lazy',
    onError,
  })
}

/** Whether it is shown as one. */
export const isEmoji = (shortCode: string): boolean =>
  pictures.value.has(shortCode) || !emojiSign(shortCode).startsWith(':')

/** The first emoji loads the table. A failure leaves the codes, and the next emoji tries again. */
async function loadTable(): Promise<void> {
  if (isLoading) return
  isLoading = true
  try {
    signOf.value = (await import('./emojiTable')).signOf
  } catch {
    isLoading = false
  }
}

/** Those of the workspace, asked for once. A failure leaves the codes until somebody looks through all emoji. Never rejects. */
export async function loadWorkspaceEmoji(): Promise<readonly WorkspaceEmoji[]> {
  const fetch = fetchWorkspaceEmoji
  fetchWorkspaceEmoji = null
  try {
    if (fetch !== null) {
      const known = await fetch()
      workspaceEmoji.value = known
      pictures.value = new Map(
        known.flatMap(({ codes, url }) => codes.map((code) => [code, url] as const)),
      )
    }
  } catch {
    // Codes can be read as well.
  }
  return workspaceEmoji.value
}

/**
 * Where the emoji of the workspace come from. For the set-up of a component; ends with its scope.
 * @param line another number each time that the server is there again: what could not be loaded is tried anew
 */
export function provideWorkspaceEmoji(
  fetch: () => Promise<readonly WorkspaceEmoji[]>,
  line: () => number = () => 0,
): void {
  fetchWorkspaceEmoji = fetch
  watch(line, () => {
    missing.value = new Set()
  })
  onScopeDispose(() => {
    fetchWorkspaceEmoji = null
    workspaceEmoji.value = []
    pictures.value = new Map()
  })
}
