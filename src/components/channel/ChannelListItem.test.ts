import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { emptyReading, toLastMessage, type ChannelEntry, type Message } from '../../domain'
import { aChannel, aMembership, aMessage, ann } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import ChannelListItem from './ChannelListItem.vue'
import type { RowNote } from './channelNote'

interface State {
  readonly name?: string
  readonly unread?: Partial<ChannelEntry['unread']>
  readonly isMuted?: boolean
  readonly last?: Partial<Message>
}

function entryOf({ name = 'general', unread, isMuted = false, last }: State): ChannelEntry {
  const lastMessage = last === undefined ? null : toLastMessage(aMessage(last))
  const channel = aChannel({ name, lastMessage })
  return {
    id: channel.id,
    channel,
    membership: aMembership({ name, isMuted }),
    reading: emptyReading,
    unread: { count: 0, mentions: 0, hasAlert: false, ...unread },
  }
}

async function render(state: State, more: object = {}) {
  const entry = entryOf(state)
  return mount(ChannelListItem, {
    props: { entry, myUsername: ann.username, href: '/channel/c1', now: 2_000, ...more },
    global: { plugins: [await testLocalization()] },
  })
}

describe('channel row', () => {
  it('is a link that says where it leads', async () => {
    const row = await render({}, { isCurrent: true })
    expect(row.attributes()).toMatchObject({ href: '/channel/c1', 'aria-current': 'page' })
    expect(row.text()).toContain('No messages yet')
  })

  it('opens by a plain click, and leaves every other kind to the browser', async () => {
    const row = await render({})
    const link = row.get<HTMLElement>('a').element
    link.addEventListener('click', (event) => event.preventDefault())
    for (const how of ['altKey', 'ctrlKey', 'metaKey', 'shiftKey']) {
      await row.trigger('click', { [how]: true })
    }
    expect(row.emitted('open')).toBeUndefined()
    await row.trigger('click')
    expect(row.emitted('open')).toHaveLength(1)
  })

  it('shows who wrote last, and what', async () => {
    expect((await render({ last: { text: 'see\nyou' } })).text()).toContain('Bob: see you')
    expect((await render({ last: { text: 'mine', author: ann } })).text()).toContain('You: mine')
  })

  it('shows the last message without its marks', async () => {
    const last = { text: '**bold** `code` and\n- ~~one~~ @ann' }
    expect((await render({ last })).text()).toContain('Bob: bold code and one @ann')
  })

  it('says in words what the system did', async () => {
    const system = { kind: 'joined', detail: '', role: null } as const
    expect((await render({ last: { text: 'bob', system } })).text()).toContain('Bob joined')
  })

  it('R2 shows a number for the count, capped in the display', async () => {
    const row = await render({ unread: { count: 120, hasAlert: true } })
    expect(row.get('.badge').text()).toContain('99+')
    expect(row.text()).toContain('120 unread messages')
    expect(row.classes()).toContain('has-news')
  })

  it('R2 marks a mention by a sign, not by colour alone', async () => {
    const row = await render({ unread: { count: 2, mentions: 1, hasAlert: true } })
    expect(row.get('.badge').classes()).toContain('is-mention')
    expect(row.get('.badge').text()).toContain('@2')
  })

  it('R2 shows weight and a dot for something new without a number', async () => {
    const row = await render({ unread: { hasAlert: true } })
    expect(row.find('.badge').exists()).toBe(false)
    expect(row.get('.badge-dot').text()).toBe('New activity')
    expect(row.classes()).toContain('has-news')
  })

  it('shows markup and control characters in names as text', async () => {
    const row = await render({ name: '<b>x</b>\u202E' })
    expect(row.get('.row-name').text()).toBe('<b>x</b>\u202E')
    expect(row.find('b').exists()).toBe(false)
  })

  it('opens on click, and leaves a click with Ctrl to the browser', async () => {
    const row = await render({})
    await row.trigger('click', { ctrlKey: true })
    expect(row.emitted('open')).toBeUndefined()
    await row.trigger('click')
    expect(row.emitted('open')).toHaveLength(1)
  })
})

describe('channel row with a note', () => {
  const noted = async (note: RowNote, isCompact = false) => {
    const row = await render({ last: { text: 'hello' } }, { note, isCompact })
    await vi.dynamicImportSettled()
    await nextTick()
    return row
  }

  it('says in place of the last message what failed, who types, and what was begun', async () => {
    expect((await noted({ type: 'failed' })).text()).toMatch(/Not sent$/)
    const typists = [{ name: 'Ann', until: 1 }]
    expect((await noted({ type: 'typing', typists })).text()).toMatch(/Ann is typing…$/)
    const draft = await noted({ type: 'draft', text: 'half\na thought' })
    expect(draft.text()).toMatch(/Draft: half a thought$/)
    expect(draft.text()).not.toContain('hello')
  })

  it('V3 has one line in a compact row, in which a sign stands for the note', async () => {
    const row = await noted({ type: 'draft', text: 'half a thought' }, true)
    expect(row.text()).toContain('Draft:')
    expect(row.text()).not.toMatch(/half|hello/)
  })
})
