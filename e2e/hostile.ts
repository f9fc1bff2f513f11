/** Documents that carry a hostile text wherever they can carry one, and a watch over the page that shows them. */
import type { Page } from '@playwright/test'
import type { Message } from '../server/sandbox/world/types'

/** Each field of a message from outside that a client shows, links or loads. */
export function hostileFields(
  { md = [], ts }: Message,
  payload: string,
  readerId: string,
  marks: object = {},
): Record<string, unknown> {
  const author = { _id: `hostile ${payload}`, username: payload, name: payload }
  const quote = { message_link: payload, author_name: payload, author_icon: payload, ts }
  return {
    u: author,
    md: [...md, ...hostileTree(payload)],
    mentions: [{ ...author, type: payload }],
    channels: [{ _id: payload, name: payload }],
    attachments: [
      { ...quote, author_link: payload, text: payload },
      {
        ...quote,
        md: [{ type: 'PARAGRAPH', value: [{ type: payload, value: payload }] }],
        attachments: [{ title: payload, text: payload }],
      },
      {
        title: payload,
        title_link: payload,
        pretext: payload,
        text: payload,
        color: payload,
        author_name: payload,
        author_link: payload,
        author_icon: payload,
        thumb_url: payload,
        fields: [{ title: payload, value: payload, short: payload }],
        actions: [{ type: 'button', text: payload, url: payload, msg: payload }],
      },
      { type: 'file', title: payload, title_link: payload, description: payload, format: payload },
      ...['image_url', 'audio_url', 'video_url'].map((key) => ({
        title: payload,
        title_link: payload,
        description: payload,
        image_dimensions: { width: payload, height: payload },
        image_preview: payload,
        [key]: payload,
      })),
    ],
    urls: [
      {
        url: payload,
        meta: metaOf(payload),
        headers: { contentType: payload },
        parsedUrl: { host: payload },
      },
      { url: 'https://good.example/', meta: metaOf(payload) },
    ],
    file: { _id: payload, name: payload, type: payload, format: payload },
    files: [{ _id: payload, name: payload, type: payload, url: payload }],
    reactions: Object.fromEntries([
      [payload, { usernames: [payload], names: [payload] }],
      [`:${payload}:`, { usernames: [payload, 'somebody'] }],
    ]),
    emoji: payload,
    avatar: payload,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: payload } }],
    role: payload,
    replies: [readerId, payload],
    editedAt: ts,
    editedBy: author,
    ...marks,
  }
}

function metaOf(payload: string): Record<string, string> {
  const keys =
    'pageTitle description ogTitle ogDescription ogSiteName ogImage ogUrl twitterTitle oembedHtml'
  return Object.fromEntries(keys.split(' ').map((key) => [key, payload]))
}

function ownHtml(payload: string): Record<string, string> {
  return Object.fromEntries([['innerHTML', payload]])
}

/** Known kinds of nodes with the text in each place, unknown ones, and what a view library might take for its own. */
function hostileTree(payload: string): readonly unknown[] {
  const plain = { type: 'PLAIN_TEXT', value: payload }
  const element = { __v_isVNode: true, type: 'script', props: ownHtml(payload), shapeFlag: 9 }
  return [
    {
      type: 'PARAGRAPH',
      value: [
        plain,
        { type: 'LINK', value: { src: plain, label: plain } },
        { type: 'LINK', value: { src: plain, label: [plain, element] } },
        { type: 'LINK', value: { src: { type: payload, value: [payload] }, label: null } },
        { type: 'IMAGE', value: { src: plain, label: plain } },
        { type: 'MENTION_USER', value: plain },
        { type: 'MENTION_CHANNEL', value: plain },
        { type: 'EMOJI', value: plain, shortCode: payload },
        { type: 'EMOJI', unicode: payload },
        { type: 'INLINE_CODE', value: plain },
        { type: 'BOLD', value: [{ type: 'ITALIC', value: [{ type: 'STRIKE', value: [plain] }] }] },
        { type: 'SPOILER', value: [plain] },
        { type: 'COLOR', value: { r: payload, g: payload, b: payload, a: payload } },
        { type: 'TIMESTAMP', value: { timestamp: payload, format: payload }, fallback: plain },
        { type: 'INLINE_KATEX', value: payload },
      ],
    },
    { type: 'PARAGRAPH', value: [element, { ...element, type: 'PLAIN_TEXT', value: element }] },
    { type: 'CODE', language: payload, value: [{ type: 'CODE_LINE', value: plain }] },
    { type: 'HEADING', level: payload, value: [plain] },
    { type: 'ORDERED_LIST', value: [{ type: 'LIST_ITEM', number: payload, value: [plain] }] },
    { type: 'TASKS', value: [{ type: 'TASK', status: payload, value: [plain] }] },
    { type: 'QUOTE', value: [{ type: 'PARAGRAPH', value: [plain] }] },
    { type: 'KATEX', value: payload },
    { type: 'HTML', value: payload, tag: 'script', ...ownHtml(payload) },
    { type: payload, value: payload },
    element,
  ]
}

export interface Seen {
  /** Scripts that ran, elements, attributes and requests that nobody of ours wrote, and what the browser's own rules stopped. */
  readonly wrong: readonly string[]
  /** Elements that came under the watch. */
  readonly elements: number
}

declare global {
  interface Window {
    watchedPage: { readonly wrong: string[]; elements: number }
  }
}

/** Watches a page from its next document on. The answer tells what was seen since that document began. */
export async function watchPage(page: Page): Promise<() => Promise<Seen>> {
  const wrong: string[] = []
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') wrong.push(request.url())
  })
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('framenavigated', (frame) => {
    if (frame.parentFrame() !== null) wrong.push(`frame: ${frame.url()}`)
  })
  page.on('popup', (popup) => wrong.push(`window: ${popup.url()}`))
  await page.addInitScript(watch)
  return async () => {
    const seen = await page.evaluate(() => window.watchedPage)
    return { ...seen, wrong: [...wrong, ...seen.wrong] }
  }
}

/** Runs in the page, before anything else does. */
function watch(): void {
  const known = new Set(
    (
      'html head body title style link meta script noscript div span p a b i em strong small bdi br hr h1 h2 h3 h4 ' +
      'ul ol li dl dt dd main nav aside header footer section article form fieldset legend label input textarea ' +
      'button select option optgroup img video audio figure figcaption blockquote pre code time kbd del s mark svg g path ' +
      'circle rect line polyline dialog progress'
    ).split(' '),
  )
  const addresses = new Set(['href', 'src', 'xlink:href', 'action', 'formaction', 'poster', 'data'])
  const bad = /^(?:on|srcdoc$|formaction$|action$|http-equiv$|ping$|background$|srcset$|xmlns:)/i
  const seen = { wrong: [] as string[], elements: 0 }
  window.watchedPage = seen
  const note = (what: string): void => {
    if (seen.wrong.length < 50) seen.wrong.push(what.slice(0, 300))
  }
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const) {
    Object.defineProperty(window, name, { value: () => note(`${name} ran`) })
  }
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    note(`${violatedDirective} stopped ${blockedURI}`)
  })

  function checkAddress(element: Element, name: string, value: string): void {
    const scheme = URL.parse(value, document.baseURI)?.protocol.slice(0, -1) ?? 'http'
    const allowed =
      element.localName === 'a' ? 'http https mailto tel blob' : 'http https blob data'
    const isOwnPicture = scheme !== 'data' || /^data:image\/(?:png|svg)/.test(value)
    if (!allowed.split(' ').includes(scheme) || !isOwnPicture) note(`${name}=${value}`)
  }
  function checkAttribute(element: Element, name: string): void {
    const value = element.getAttribute(name)
    if (value === null) return
    if (bad.test(name)) note(`<${element.localName} ${name}=${value}>`)
    if (addresses.has(name)) checkAddress(element, name, value)
    if (name === 'style' && /url\(|expression|@import|javascript/i.test(value))
      note(`style=${value}`)
  }
  function check(element: Element): void {
    seen.elements += 1
    if (!known.has(element.localName)) note(`<${element.localName}>`)
    if (
      document.readyState !== 'loading' &&
      /^(?:script|style|link|meta)$/.test(element.localName)
    ) {
      if (!document.head.contains(element)) note(`<${element.localName}> in the body`)
    }
    for (const name of element.getAttributeNames()) checkAttribute(element, name)
  }
  new MutationObserver((records) => {
    for (const { type, target, attributeName, addedNodes } of records) {
      if (type === 'attributes' && target instanceof Element)
        checkAttribute(target, attributeName ?? '')
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        check(node)
        for (const one of node.querySelectorAll('*')) check(one)
      }
    }
    if ('polluted' in {}) note('a prototype was changed')
  }).observe(document, { subtree: true, childList: true, attributes: true })
}
