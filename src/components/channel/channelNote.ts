import type { Typist } from '../../domain'

/** What a row says instead of the last message. */
export type RowNote =
  | { readonly type: 'failed' }
  | { readonly type: 'typing'; readonly typists: readonly Typist[] }
  | { readonly type: 'draft'; readonly text: string }
