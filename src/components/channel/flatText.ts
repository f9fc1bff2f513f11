import { emojiSign } from '../../composables/emoji'
import type { BlockNode, Content, InlineNode } from '../../domain'

/** What a message says, on one line and without its marks. */
export function flatText(content: Content): string {
  return content.map(blockText).join(' ').replace(/\s+/g, ' ').trim()
}

function blockText(block: BlockNode): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'bigEmoji':
      return inlineText(block.children)
    case 'quote':
      return flatText(block.children)
    case 'codeBlock':
      return block.text
    case 'list':
      return block.items.map(({ children }) => inlineText(children)).join(' ')
    case 'rule':
      return ''
  }
}

function inlineText(nodes: readonly InlineNode[]): string {
  return nodes.map(nodeText).join('')
}

function nodeText(node: InlineNode): string {
  switch (node.type) {
    case 'text':
    case 'code':
      return node.text
    case 'bold':
    case 'italic':
    case 'strike':
    case 'link':
      return inlineText(node.children)
    case 'spoiler':
      return '…'
    case 'userMention':
      return `@${node.name}`
    case 'channelMention':
      return `#${node.name}`
    case 'emoji':
      return node.text ?? emojiSign(node.shortCode)
    case 'lineBreak':
      return ' '
  }
}
