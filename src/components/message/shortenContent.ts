import type { BlockNode, Content, InlineNode, ListItem } from '../../domain'

/** Longer messages are folded. */
export const foldedLines = 40
export const foldedCharacters = 4_000

interface Budget {
  lines: number
  characters: number
}

/** The beginning of a long message, or null when it is short enough to be shown whole. */
export function shortenContent(content: Content): Content | null {
  const budget: Budget = { lines: foldedLines, characters: foldedCharacters }
  const short = takeWhile(content, budget, takeBlock)
  return isSpent(budget) ? short : null
}

function isSpent({ lines, characters }: Budget): boolean {
  return lines < 0 || characters < 0
}

function takeWhile<T>(
  items: readonly T[],
  budget: Budget,
  take: (item: T, budget: Budget) => T,
): T[] {
  const taken: T[] = []
  for (const item of items) {
    if (isSpent(budget)) break
    taken.push(take(item, budget))
  }
  return taken
}

function takeBlock(block: BlockNode, budget: Budget): BlockNode {
  budget.lines -= 1
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'bigEmoji':
      return { ...block, children: takeWhile(block.children, budget, takeInline) }
    case 'quote':
      return { ...block, children: takeWhile(block.children, budget, takeBlock) }
    case 'list':
      return { ...block, items: takeWhile(block.items, budget, takeItem) }
    case 'codeBlock':
      return { ...block, text: takeText(block.text, budget) }
    case 'rule':
      return block
  }
}

function takeItem(item: ListItem, budget: Budget): ListItem {
  budget.lines -= 1
  return { ...item, children: takeWhile(item.children, budget, takeInline) }
}

function takeInline(node: InlineNode, budget: Budget): InlineNode {
  switch (node.type) {
    case 'text':
    case 'code':
      return { ...node, text: takeText(node.text, budget) }
    case 'bold':
    case 'italic':
    case 'strike':
    case 'spoiler':
    case 'link':
      return { ...node, children: takeWhile(node.children, budget, takeInline) }
    case 'lineBreak':
      budget.lines -= 1
      return node
    case 'emoji':
    case 'userMention':
    case 'channelMention':
      budget.characters -= 1
      return node
  }
}

/** The text as far as the budget goes; takes from the budget what the whole text would have needed. */
function takeText(text: string, budget: Budget): string {
  let end = Math.min(text.length, Math.max(0, budget.characters))
  for (
    let found = text.indexOf('\n');
    found >= 0 && found < end;
    found = text.indexOf('\n', found + 1)
  ) {
    budget.lines -= 1
    if (budget.lines < 0) end = found
  }
  budget.characters -= text.length
  return text.slice(0, end)
}
