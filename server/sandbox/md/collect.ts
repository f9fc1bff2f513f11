/** What a parsed text refers to: users, channels and links. */
import type { MdBlock, MdInline, MdRoot } from '../../../src/protocol/rocketchat/md'

export interface References {
  readonly users: ReadonlySet<string>
  readonly channels: ReadonlySet<string>
  readonly urls: ReadonlySet<string>
}

export function collectReferences(root: MdRoot): References {
  const found = {
    users: new Set<string>(),
    channels: new Set<string>(),
    urls: new Set<string>(),
  }
  const visit = (node: MdInline): void => {
    if (node.type === 'MENTION_USER') found.users.add(node.value.value)
    else if (node.type === 'MENTION_CHANNEL') found.channels.add(node.value.value)
    else if (node.type === 'LINK') found.urls.add(node.value.src.value)
    else if (isSpan(node)) node.value.forEach(visit)
  }
  for (const block of root) inlinesOf(block).forEach(visit)
  return found
}

type Span = Extract<MdInline, { readonly value: readonly MdInline[] }>

function isSpan(node: MdInline): node is Span {
  return 'value' in node && Array.isArray(node.value)
}

function inlinesOf(block: MdBlock): readonly MdInline[] {
  switch (block.type) {
    case 'PARAGRAPH':
      return block.value
    case 'QUOTE':
    case 'UNORDERED_LIST':
    case 'ORDERED_LIST':
    case 'TASKS':
      return block.value.flatMap(({ value }) => value)
    default:
      return []
  }
}
