import { h, type FunctionalComponent, type VNode } from 'vue'
import { isEmoji, renderEmoji } from '../../composables/emoji'
import {
  safeLinkUrl,
  type BlockNode,
  type Content,
  type InlineNode,
  type ListItem,
} from '../../domain'
import MessageCodeBlock from './MessageCodeBlock.vue'
import MessageSpoiler from './MessageSpoiler.vue'
import './messageContent.css'

interface MessageContentProps {
  readonly content: Content
  /** A mention of this user stands out. */
  readonly myUsername: string
  /** Stands after the last word, such as "edited". */
  readonly mark?: { readonly text: string; readonly title: string } | null
}

type Rendered = VNode | string

/** Renders a parsed message node by node: what is not in the tree cannot become markup (S6). */
export const MessageContent: FunctionalComponent<MessageContentProps> = (props) => {
  const { content, myUsername, mark } = props
  const blocks = content.map((block) => renderBlock(block, myUsername))
  const last = content.at(-1)
  if (mark) {
    const sign = h('span', { class: 'content-mark', title: mark.title }, ` (${mark.text})`)
    if (last?.type === 'paragraph') {
      blocks[blocks.length - 1] = h('p', [...renderInlines(last.children, myUsername), sign])
    } else blocks.push(h('p', sign))
  }
  return h('div', { class: 'message-content user-text', dir: 'auto' }, blocks)
}

MessageContent.props = ['content', 'myUsername', 'mark']

function renderBlock(block: BlockNode, me: string): VNode {
  switch (block.type) {
    case 'paragraph':
      return h('p', renderInlines(block.children, me))
    case 'bigEmoji':
      return h(
        'p',
        { class: { 'is-big': block.children.every(isSign) } },
        renderInlines(block.children, me),
      )
    case 'heading':
      return h(
        'p',
        {
          class: `heading is-level-${String(block.level)}`,
          role: 'heading',
          'aria-level': block.level + 2,
        },
        renderInlines(block.children, me),
      )
    case 'quote':
      return h(
        'blockquote',
        block.children.map((child) => renderBlock(child, me)),
      )
    case 'codeBlock':
      return h(MessageCodeBlock, { code: block.text, language: block.language })
    case 'list':
      return renderList(block.start, block.items, me)
    case 'rule':
      return h('hr')
  }
}

function renderList(start: number | null, items: readonly ListItem[], me: string): VNode {
  const children = items.map((item) => renderItem(item, me))
  return start === null ? h('ul', children) : h('ol', { start }, children)
}

function renderItem({ isDone, children }: ListItem, me: string): VNode {
  const content = renderInlines(children, me)
  if (isDone === null) return h('li', content)
  return h('li', { class: 'task' }, [
    h('input', { type: 'checkbox', checked: isDone, disabled: true }),
    h('span', content),
  ])
}

function renderInlines(nodes: readonly InlineNode[], me: string): Rendered[] {
  return nodes.map((node) => renderInline(node, me))
}

function renderInline(node: InlineNode, me: string): Rendered {
  switch (node.type) {
    case 'text':
      return node.text
    case 'bold':
      return h('strong', renderInlines(node.children, me))
    case 'italic':
      return h('em', renderInlines(node.children, me))
    case 'strike':
      return h('s', renderInlines(node.children, me))
    case 'spoiler':
      return h(MessageSpoiler, null, { default: () => renderInlines(node.children, me) })
    case 'code':
      return h('code', node.text)
    case 'link':
      return renderLink(node.url, renderInlines(node.children, me))
    case 'userMention':
      return h('bdi', { class: mentionClass(node.name, me) }, `@${node.name}`)
    case 'channelMention':
      return h('bdi', { class: 'mention' }, `#${node.name}`)
    case 'emoji':
      return node.text ?? renderEmoji(node.shortCode)
    case 'lineBreak':
      return h('br')
  }
}

/** A code without a known emoji stays a word, and a word is not enlarged. */
function isSign(node: InlineNode): boolean {
  return node.type !== 'emoji' || node.text !== null || isEmoji(node.shortCode)
}

/** The tree holds only safe targets; one that is not is shown as what it says. */
function renderLink(target: string, children: Rendered[]): VNode {
  const href = safeLinkUrl(target)
  if (href === null) return h('span', children)
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', title: href }, children)
}

function mentionClass(name: string, me: string): string {
  if (name === 'all' || name === 'here') return 'mention is-me is-all'
  return name === me ? 'mention is-me' : 'mention'
}
