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
  readonly runsOf?: RunsOf | undefined
}

type Rendered = VNode | string

/** Shows a text in parts, such as what was looked for and what was not. */
export type RunsOf = (text: string) => readonly Rendered[]

type Look = Pick<MessageContentProps, 'myUsername' | 'runsOf'>

/** Renders a parsed message node by node: what is not in the tree cannot become markup (S6). */
export const MessageContent: FunctionalComponent<MessageContentProps> = (props) => {
  const { content, mark } = props
  const blocks = content.map((block) => renderBlock(block, props))
  const last = content.at(-1)
  if (mark) {
    const sign = h('span', { class: 'content-mark', title: mark.title }, ` (${mark.text})`)
    if (last?.type === 'paragraph') {
      blocks[blocks.length - 1] = h('p', [...renderInlines(last.children, props), sign])
    } else blocks.push(h('p', sign))
  }
  return h('div', { class: 'message-content user-text', dir: 'auto' }, blocks)
}

MessageContent.props = ['content', 'myUsername', 'mark', 'runsOf']

function renderBlock(block: BlockNode, look: Look): VNode {
  switch (block.type) {
    case 'paragraph':
      return h('p', renderInlines(block.children, look))
    case 'bigEmoji':
      return h(
        'p',
        { class: { 'is-big': block.children.every(isSign) } },
        renderInlines(block.children, look),
      )
    case 'heading':
      return h(
        'p',
        {
          class: `heading is-level-${String(block.level)}`,
          role: 'heading',
          'aria-level': block.level + 2,
        },
        renderInlines(block.children, look),
      )
    case 'quote':
      return h(
        'blockquote',
        block.children.map((child) => renderBlock(child, look)),
      )
    case 'codeBlock':
      return renderCode(block.text, block.language, look)
    case 'list':
      return renderList(block.start, block.items, look)
    case 'rule':
      return h('hr')
  }
}

/** It keeps its colours where it is one run. */
function renderCode(code: string, language: string | null, look: Look): VNode {
  const isWhole = partsOf(code, look)[0] === code
  const slots = isWhole ? undefined : { default: () => partsOf(code, look) }
  return h(MessageCodeBlock, { code, language }, slots)
}

function renderList(start: number | null, items: readonly ListItem[], look: Look): VNode {
  const children = items.map((item) => renderItem(item, look))
  return start === null ? h('ul', children) : h('ol', { start }, children)
}

function renderItem({ isDone, children }: ListItem, look: Look): VNode {
  const content = renderInlines(children, look)
  if (isDone === null) return h('li', content)
  return h('li', { class: 'task' }, [
    h('input', { type: 'checkbox', checked: isDone, disabled: true }),
    h('span', content),
  ])
}

function renderInlines(nodes: readonly InlineNode[], look: Look): Rendered[] {
  return nodes.flatMap((node) => renderInline(node, look))
}

function renderInline(node: InlineNode, look: Look): Rendered | readonly Rendered[] {
  switch (node.type) {
    case 'text':
      return partsOf(node.text, look)
    case 'bold':
      return h('strong', renderInlines(node.children, look))
    case 'italic':
      return h('em', renderInlines(node.children, look))
    case 'strike':
      return h('s', renderInlines(node.children, look))
    case 'spoiler':
      return h(MessageSpoiler, null, { default: () => renderInlines(node.children, look) })
    case 'code':
      return h('code', partsOf(node.text, look))
    case 'link':
      return renderLink(node.url, renderInlines(node.children, look))
    case 'userMention':
      return h(
        'bdi',
        { class: mentionClass(node.name, look.myUsername) },
        partsOf(`@${node.name}`, look),
      )
    case 'channelMention':
      return h('bdi', { class: 'mention' }, partsOf(`#${node.name}`, look))
    case 'emoji':
      return node.text ?? renderEmoji(node.shortCode)
    case 'lineBreak':
      return h('br')
  }
}

function partsOf(text: string, { runsOf }: Look): Rendered[] {
  return runsOf === undefined ? [text] : [...runsOf(text)]
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
