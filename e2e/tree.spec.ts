import { sendFile, signIn } from '../server/sandbox/testing/clients'
import { expect, test } from './fixtures'

const dayMs = 86_400_000

test('A1 what a screen reader is told: the list, a conversation, a thread, dialogs', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/status of 400/)
  const { ann, bob, general } = people
  const { control } = sandbox
  const rid = control.world().rooms.find(({ name }) => name === general)?._id ?? ''
  control.createDirect([ann, bob])
  control.setClock(-dayMs)
  const plan = control.post(bob, general, 'The plan is *simple*')
  control.setClock(0)
  const [annHere, bobHere] = [await signIn(sandbox.url, ann), await signIn(sandbox.url, bob)]
  await bobHere.post('chat.react', { messageId: plan._id, emoji: 'tada', shouldReact: true })
  const link = `${sandbox.url}/channel/${general}?msg=${plan._id}`
  const root = control.post(ann, general, `[ ](${link}) I like it`)
  control.post(bob, general, 'Good!', { tmid: root._id })
  await sendFile(sandbox.url, bobHere, rid, {
    name: 'list.txt',
    type: 'text/plain',
    content: new TextEncoder().encode('milk'),
  })
  await annHere.post('subscriptions.read', { rid })
  control.post(bob, general, 'Who is in?')

  const chat = await signedIn(ann)
  const { page } = chat
  await expect(chat.channels).toMatchAriaSnapshot(`
    - navigation "Channels":
      - button "Find or start a conversation"
      - button "Account and settings"
      - textbox "Filter channels"
      - group "Channels":
        - list:
          - listitem:
            - heading "Channels" [level=2]:
              - button "Channels" [expanded]
          - listitem:
            - 'link /${general} \\d+:\\d+ Bob Marsh: Who is in/'
          - listitem:
            - heading "Direct messages" [level=2]:
              - button "Direct messages" [expanded]
          - listitem:
            - link /Bob Marsh/
  `)
  await chat.open(general)
  control.failNext(2, 400, 'POST /api/v1/chat.sendMessage')
  await chat.send('refused')
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await expect(chat.transcript).toMatchAriaSnapshot(`
    - region "Messages in ${general}":
      - paragraph: /This is where/
      - list:
        - listitem:
          - button "Yesterday"
        - listitem:
          - paragraph:
            - text: Bob Marsh
            - time: /\\d+:\\d+/
          - paragraph:
            - text: The plan is
            - strong: simple
          - list:
            - listitem:
              - 'button "tada, 1 reaction: Bob Marsh"'
        - listitem:
          - button "Today"
        - listitem:
          - paragraph:
            - text: Ann Keller You
            - time: /\\d+:\\d+/
          - blockquote
          - paragraph: I like it
          - button "1 reply"
        - listitem:
          - link /list\\.txt/
        - listitem: 1 new message
        - listitem:
          - paragraph: Who is in?
        - listitem:
          - paragraph: refused
          - alert:
            - text: /Not sent/
            - button "Retry"
            - button "Delete"
  `)
  await chat.transcript.getByRole('button', { name: '1 reply' }).click()
  await expect(page.getByRole('complementary')).toMatchAriaSnapshot(`
    - complementary "Thread":
      - heading /Thread ${general}/ [level=2]
      - button "Stop following this thread" [pressed]
      - button "Close"
      - list:
        - listitem:
          - paragraph: I like it
      - region "Messages in the thread":
        - list:
          - listitem:
            - paragraph: Good!
      - textbox "Message to the thread"
      - checkbox "Also send to ${general}"
  `)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toMatchAriaSnapshot(`
    - dialog "Go to a channel or person":
      - combobox "Go to a channel or person" [expanded]
      - listbox "Go to a channel or person":
        - option /.+/ [selected]
      - button "New conversation"
      - button "Browse channels and people"
  `)
  await dialog.getByRole('button', { name: 'New conversation' }).click()
  await expect(dialog).toMatchAriaSnapshot(`
    - dialog "New conversation":
      - heading "New conversation" [level=2]
      - group "What kind":
        - radio "Channel" [checked]
        - radio "Private"
        - radio "Direct"
      - paragraph: Everybody can find it, join and read.
      - textbox "Name"
      - textbox "Topic (optional)"
      - combobox "Members (optional)"
      - switch /Read-only/
      - button "Cancel"
      - button "Create" [disabled]
  `)
})

test('A1, A2 the same in Chinese', async ({ people, sandbox, signedIn }) => {
  const { ann, bob, general } = people
  sandbox.control.post(bob, general, '你好')
  const chat = await signedIn(ann, { locale: 'zh-CN' })
  await chat.channel(general).click()
  await expect(chat.message('你好')).toBeVisible()
  await expect(chat.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - navigation "会话列表":
        - button "查找或开始会话"
        - button "账号与设置"
        - textbox "筛选会话"
        - group "会话列表":
          - list:
            - listitem:
              - heading "频道" [level=2]:
                - button "频道" [expanded]
            - listitem:
              - link /${general}/
      - region "${general}":
        - heading "${general}" [level=1]:
          - button "${general}"
        - toolbar "会话的更多内容":
          - button "话题"
          - button "置顶消息"
          - button "收藏的消息"
          - button "搜索消息"
          - button "会话信息"
        - region "${general} 的消息":
          - list:
            - listitem:
              - button "今天"
            - listitem: 1 条新消息
            - listitem:
              - paragraph: 你好
        - 'textbox "发送消息到 #${general}"'
  `)
})

test('R15, A1 what is new, what was refused and the line are told, in their order', async ({
  people,
  sandbox,
  site,
  signedIn,
  allowedErrors,
}) => {
  test.slow()
  allowedErrors.push(/status of 400|ERR_|WebSocket|Failed to load resource/)
  const { ann, bob, general } = people
  const chat = await signedIn(ann)
  await chat.open(general)
  await chat.page.evaluate(() => {
    const told: string[] = []
    Object.assign(window, { told })
    const tell = (node: Node | null): void => {
      const element = node instanceof Element ? node : (node?.parentElement ?? null)
      const region = element?.closest('[aria-live], [role=log], [role=status], [role=alert]')
      const words = region?.textContent.trim() ?? ''
      if (words !== '' && told.at(-1) !== words) told.push(words)
    }
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        tell(target)
        for (const node of addedNodes) {
          const alerts = node instanceof Element ? [...node.querySelectorAll('[role=alert]')] : []
          for (const one of [node, ...alerts]) tell(one)
        }
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true })
  })
  const told = () => chat.page.evaluate(() => (window as unknown as { told: string[] }).told)
  const nextIs = async (words: RegExp): Promise<void> => {
    await expect
      .poll(async () => (await told()).some((one) => words.test(one)), { timeout: 40_000 })
      .toBe(true)
  }
  sandbox.control.post(bob, general, 'coffee is ready')
  await nextIs(/Bob Marsh.*coffee is ready/)
  sandbox.control.failNext(2, 400, 'POST /api/v1/chat.sendMessage')
  await chat.send('I come')
  await nextIs(/Not sent/)
  await site.cutLine()
  await nextIs(/cannot be reached|Connection lost/)
  await site.mendLine()
  await chat.page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 1_000 })
    .catch(() => undefined)
  await expect(chat.page.getByText(/cannot be reached|Connection lost/)).toHaveCount(0, {
    timeout: 40_000,
  })
  await nextIs(/Connected again/)
  sandbox.control.post(bob, general, 'and cake')
  await nextIs(/Bob Marsh.*and cake/)
  const all = await told()
  const places = [
    /coffee is ready/,
    /Not sent/,
    /cannot be reached|lost/,
    /Connected again/,
    /and cake/,
  ].map((words) => all.findIndex((one) => words.test(one)))
  expect(places, all.join('\n')).toEqual([...places].sort((one, other) => one - other))
})
